import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { PROTOCOL_FAMILIES } from '../../../../renderer/features/help/protocols.ts';
import { createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection, STATUS } from '../../support/session-fixture.ts';

const sheet = page.getByRole('dialog', { name: 'Protocols' });
const family = (name: string) => sheet.getByRole('tab', { name });
const OPEN = { dialog: { name: 'protocols', protocol: null } } as const;

async function choose(words: string) {
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.keyboard(`${words}{Enter}`);
}

describe('the help of what is read inside messages', () => {
  test('is in the palette, and begins with the first family', async () => {
    await openWindow({});
    await choose('protocols');
    await expect.element(family('Chat')).toHaveAttribute('aria-selected', 'true');
    await expect.element(sheet.getByRole('heading', { name: /IRC/ })).toBeVisible();
  });

  test('arrows go through the families, from the moment it is open', async () => {
    const { store } = await openWindow({});
    store.setState(OPEN);
    await expect.element(family('Chat')).toHaveFocus();
    for (const { title, shows } of PROTOCOL_FAMILIES) {
      await expect.element(family(title)).toHaveAttribute('aria-selected', 'true');
      await expect.element(sheet.getByRole('img', { name: shows })).toBeInTheDocument();
      await userEvent.keyboard('{ArrowDown}');
    }
    await expect.element(family('Chat')).toHaveAttribute('aria-selected', 'true');
  });

  test('the palette goes to a protocol by its name', async () => {
    await openWindow({});
    await choose('mqtt');
    await expect.element(family('Messaging')).toHaveAttribute('aria-selected', 'true');
    await expect.element(sheet.getByRole('heading', { name: /MQTT 3\.1/ })).toBeInViewport();
  });

  test.each(['light', 'dark'] as const)(
    'the %s page has pictures of its own, and axe finds no fault',
    async (theme) => {
      await page.viewport(1400, 850);
      const { store } = await openWindow({ status: { settings: { ...STATUS.settings, theme } } });
      store.setState(OPEN);
      const picture = sheet.getByRole('img');
      const src = expect.stringMatching(theme === 'dark' ? /chat-dark\.png/ : /chat\.png/);
      await expect.element(picture).toHaveAttribute('src', src);
      await expect.poll(() => (picture.element() as HTMLImageElement).naturalWidth).toBe(1100);
      const { violations } = await axe.run(sheet.element());
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    },
  );
});

describe('a filter to try', () => {
  const sensor = connection(1, { host: 'den.example', decoder: 'mqtt' });

  test('becomes the filter of the timeline, and the help closes', async () => {
    await page.viewport(1500, 900);
    const capture = createCaptureFixture(sensor);
    capture.add('{"type":"trade"}');
    const { store } = await openWindow({ connections: [sensor], answers: capture.answers });
    store.setState({ selected: sensor.id, dialog: { name: 'protocols', protocol: 'mqtt' } });
    await sheet.getByRole('button', { name: 'kind:PUBLISH' }).click();
    const field = page.getByRole('combobox', { name: 'Find in messages' });
    await expect.element(field).toHaveValue('kind:PUBLISH');
    await expect.element(sheet).not.toBeInTheDocument();
  });

  test('says so where nothing has been captured yet', async () => {
    const { store } = await openWindow({});
    store.setState({ dialog: { name: 'protocols', protocol: 'mqtt' } });
    await sheet.getByRole('button', { name: 'kind:PUBLISH' }).click();
    await expect
      .element(page.getByText('No messages have been captured yet.', { exact: false }))
      .toBeVisible();
    await expect.element(sheet).toBeVisible();
  });
});

test('the inspector leads to the help of the decoder that read the message', async () => {
  await page.viewport(1500, 900);
  const api = connection(1, { host: 'api.example.org', decoder: 'json' });
  const capture = createCaptureFixture(api);
  capture.add('{"type":"trade"}');
  const { store } = await openWindow({ connections: [api], answers: capture.answers });
  store.setState({ selected: api.id });
  await userEvent.click(page.getByRole('treegrid', { name: 'Messages' }).getByRole('row').nth(1));
  await userEvent.click(page.getByRole('button', { name: 'What is this?' }));
  await expect.element(family('Formats')).toHaveAttribute('aria-selected', 'true');
  await expect.element(sheet.getByRole('heading', { name: /^JSON proto:json/ })).toBeInViewport();
});
