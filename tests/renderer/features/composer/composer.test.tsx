import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ConnectionId } from '../../../../proxy/contract/ids.ts';
import type { Connection } from '../../../../proxy/contract/model.ts';
import { createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

async function openComposer(id: number, over: Partial<Connection> = {}) {
  await page.viewport(1300, 800);
  const row = connection(id, over);
  const capture = createCaptureFixture(row);
  capture.add('{"id":1}', { from: 'client' });
  const replay = connection(99, { replayOf: row.id });
  const answers = { ...capture.answers, replay: async () => 99 as ConnectionId };
  const window = await openWindow({ connections: [row, replay], answers });
  window.store.setState({ selected: row.id });
  return window;
}

const payload = () => page.getByRole('textbox', { name: 'Payload' });
const send = () => page.getByRole('button', { name: 'Send' });

describe('sending', () => {
  test('goes to the server by Ctrl+Enter, and the field is empty again', async () => {
    const { calls } = await openComposer(11);
    await payload().fill('hello');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    const message = { to: 'server', opcode: 1, payload: new TextEncoder().encode('hello') };
    await expect.poll(() => calls.at(-1)).toEqual({ method: 'send', args: [11, message] });
    await expect.element(payload()).toHaveValue('');
  });

  test('goes to the client, as bytes, when that is chosen', async () => {
    const { calls } = await openComposer(12);
    await page.getByRole('combobox', { name: 'To' }).selectOptions('client');
    await page.getByRole('combobox', { name: 'Type' }).selectOptions('hex');
    await payload().fill('de ad');
    await userEvent.click(send());
    const message = { to: 'client', opcode: 2, payload: new Uint8Array([0xde, 0xad]) };
    await expect.poll(() => calls.at(-1)).toEqual({ method: 'send', args: [12, message] });
  });

  test('is not possible with a payload that cannot be read, and says why', async () => {
    await openComposer(13);
    await page.getByRole('combobox', { name: 'Type' }).selectOptions('hex');
    await payload().fill('xyz');
    await expect.element(send()).toBeDisabled();
    await expect.element(page.getByText('"x" is not a hexadecimal digit.')).toBeVisible();
  });

  test('is not possible on a closed connection, and says what to do', async () => {
    await openComposer(14, { state: 'closed' });
    await expect.element(payload()).toBeDisabled();
    await expect.element(page.getByText('The connection is closed. Replay it to send again.')).toBeVisible();
  });

  test('brings back what was sent by the arrow keys', async () => {
    await openComposer(15);
    for (const text of ['one', 'two']) {
      await payload().fill(text);
      await userEvent.keyboard('{Control>}{Enter}{/Control}');
      await expect.element(payload()).toHaveValue('');
    }
    await userEvent.keyboard('{ArrowUp}{ArrowUp}');
    await expect.element(payload()).toHaveValue('one');
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(payload()).toHaveValue('two');
  });

  test('can begin with a captured message', async () => {
    await openComposer(16);
    await userEvent.click(page.getByRole('treegrid', { name: 'Messages' }).getByText('{"id":1}'), {
      button: 'right',
    });
    await userEvent.click(page.getByRole('menuitem', { name: 'Edit and resend' }));
    await expect.element(page.getByRole('textbox', { name: 'Payload' })).toHaveFocus();
    await expect.element(payload()).toHaveValue('{"id":1}');
  });
});

describe('replaying', () => {
  test('asks where to and how fast, and selects the new connection', async () => {
    const { calls, store } = await openComposer(17, { state: 'closed', sentMessages: 1 });
    await userEvent.click(page.getByRole('button', { name: 'Replay connection…' }));
    await page.getByRole('textbox', { name: 'URL' }).fill('ws://127.0.0.1:9000/');
    await page.getByRole('combobox', { name: 'Speed' }).selectOptions('Without pauses');
    await userEvent.click(page.getByRole('button', { name: 'Replay', exact: true }));
    await expect
      .poll(() => calls.at(-1))
      .toEqual({ method: 'replay', args: [17, { url: 'ws://127.0.0.1:9000/', speed: Infinity }] });
    await expect.poll(() => store.getState().selected).toBe(99);
  });
});
