import axe from 'axe-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { withChoice } from '../../../../proxy/contract/decoder-choice.ts';
import type { DecoderChoices } from '../../../../proxy/contract/model.ts';
import { openWindow } from '../../support/open-window.ts';
import { STATUS, connection } from '../../support/session-fixture.ts';

const HOST = 'irc-ws.chat.twitch.tv';
const dialog = () => page.getByRole('dialog', { name: 'Read messages as…' });
const side = (name: 'Sent' | 'Received') => dialog().getByRole('combobox', { name });
const row = () => page.getByRole('row', { name: HOST, exact: false }).first();
const taken = () => page.getByRole('button', { name: `Take it back: read ${HOST} by itself` });

/** A window whose engine takes what is chosen. */
async function openChoosing(decoders: DecoderChoices = {}, slow = Promise.resolve()) {
  const window = await openWindow({
    connections: [connection(1)],
    status: { settings: { ...STATUS.settings, decoders } },
    answers: {
      chooseDecoder: async (...choice) => {
        const settings = { ...STATUS.settings, decoders: withChoice(chosen.at(-1) ?? decoders, ...choice) };
        chosen.push(settings.decoders);
        await slow;
        await window.change({ status: { ...STATUS, settings } });
        return settings;
      },
    },
  });
  const chosen: DecoderChoices[] = [];
  window.store.setState({ selected: 1 as never });
  await expect.element(row()).toBeVisible();
  return { ...window, chosen };
}

beforeEach(() => page.viewport(1200, 700));

describe('choosing a decoder in the connection list', () => {
  test('is by its menu, for what is sent and what is received, and shows in the heading', async () => {
    const { chosen } = await openChoosing();
    await row().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Read messages as…' }).click();
    await side('Received').selectOptions('JSON');
    await expect.poll(() => chosen.at(-1)).toEqual({ [HOST]: { server: 'json' } });
    await side('Sent').selectOptions('Nothing: leave it as it is');
    await expect.poll(() => chosen.at(-1)).toEqual({ [HOST]: { server: 'json', client: 'none' } });
    await dialog().getByRole('button', { name: 'Done' }).click();
    await expect.element(dialog()).not.toBeInTheDocument();
    const heading = page.getByRole('button', { name: 'Read: sent as nothing, received as JSON' });
    await expect.element(heading).toBeVisible();
    await heading.click();
    await dialog().getByRole('button', { name: 'Take both back' }).click();
    await expect.poll(() => chosen.at(-1)).toEqual({});
    await expect.element(dialog().getByRole('button', { name: 'Take both back' })).toBeDisabled();
  });

  test('may be done twice before the engine has answered: both are kept', async () => {
    const answer = Promise.withResolvers<void>();
    const { chosen } = await openChoosing({}, answer.promise);
    await row().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Read messages as…' }).click();
    await side('Received').selectOptions('JSON');
    await side('Sent').selectOptions('Nothing: leave it as it is');
    await expect.poll(() => chosen.at(-1)).toEqual({ [HOST]: { server: 'json', client: 'none' } });
    answer.resolve();
    await expect.element(side('Received')).toHaveValue('json');
    await expect.element(side('Sent')).toHaveValue('none');
  });

  test('needs no pointer, and reads well aloud', async () => {
    const { chosen } = await openChoosing();
    await row().click();
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.keyboard('read messages{Enter}');
    await expect.element(side('Sent')).toHaveFocus();
    const { violations } = await axe.run(dialog().element());
    expect(violations).toEqual([]);
    await userEvent.keyboard('JSON');
    await expect.poll(() => chosen.at(-1)).toEqual({ [HOST]: { client: 'json' } });
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog()).not.toBeInTheDocument();
  });

  test('is taken back in the heading, where the focus goes on to the messages', async () => {
    const { chosen } = await openChoosing({ [HOST]: { client: 'json', server: 'json' } });
    await expect.element(page.getByRole('button', { name: 'Read as JSON' })).toBeVisible();
    await taken().click();
    await expect.poll(() => chosen.at(-1)).toEqual({});
    await expect.element(taken()).not.toBeInTheDocument();
    expect(document.activeElement?.closest('[data-detail-pane]')).not.toBeNull();
  });

  test('is not offered without messages, and the palette says why', async () => {
    const { store } = await openWindow({
      connections: [connection(1, { kind: 'http', resourceType: 'document', status: 200 })],
    });
    await row().click({ button: 'right' });
    await expect.element(page.getByRole('menuitem', { name: 'Export this…' })).toBeVisible();
    expect(page.getByRole('menuitem', { name: 'Read messages as…' }).elements()).toHaveLength(0);
    await userEvent.keyboard('{Escape}');
    store.setState({ dialog: { name: 'palette' } });
    await expect.element(page.getByText('Select a connection with messages first.')).toBeVisible();
  });
});
