import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { formatFrame } from '../../../../proxy/protocol/frame.ts';
import { type CaptureFixture, createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const api = connection(1, { url: 'wss://api.example.org/live', host: 'api.example.org', decoder: null });

/** Opens the inspector of the first message. */
async function inspect(fill: (capture: CaptureFixture) => void) {
  await page.viewport(1500, 900);
  const capture = createCaptureFixture(api);
  fill(capture);
  const window = await openWindow({ connections: [api], answers: capture.answers });
  window.store.setState({ selected: api.id });
  await userEvent.click(page.getByRole('treegrid', { name: 'Messages' }).getByRole('row').nth(1));
  return window;
}

const openTab = (name: string) => userEvent.click(page.getByRole('tab', { name }));
const item = (name: RegExp) => page.getByRole('treeitem', { name });

describe('Pretty', () => {
  test('shows JSON as a tree, and filters by a value in it', async () => {
    await inspect((capture) => capture.add('{"type":"trade","price":101.5,"by":{"name":"Ana"}}'));
    await expect.element(item(/^price: 101.5/)).toBeVisible();
    await userEvent.click(item(/^name: "Ana"/), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: 'Filter by this value' }));
    await expect
      .element(page.getByRole('combobox', { name: 'Find in messages' }))
      .toHaveValue('$.by.name=Ana');
  });

  test('excludes a value, and asks for a field whatever it is called', async () => {
    await inspect((capture) => capture.add('{"type":"trade","first name":"Ana"}'));
    const find = page.getByRole('combobox', { name: 'Find in messages' });
    await userEvent.click(item(/^first name: "Ana"/), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: 'Filter by messages with this field' }));
    await expect.element(find).toHaveValue('$["first name"]');
    await userEvent.click(item(/^type: "trade"/), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: 'Exclude this value' }));
    await expect.element(find).toHaveValue('$["first name"] -$.type=trade');
  });

  test('shows each line of an IRC message as a part of its own', async () => {
    await inspect((capture) => capture.add('PASS oauth:abcdef\r\nNICK ana\r\n', { from: 'client' }));
    await expect.element(item(/^PASS: PASS oauth:•••/)).toBeVisible();
    await expect.element(item(/^NICK/)).toBeVisible();
  });

  test('says what the message is read as, and has another chosen for all that comes from there', async () => {
    const window = await inspect((capture) => capture.add('{"type":"trade"}'));
    await userEvent.click(page.getByRole('button', { name: 'JSON' }));
    await expect.element(page.getByRole('menuitemcheckbox', { name: 'By itself' })).toBeChecked();
    await userEvent.click(page.getByRole('menuitemcheckbox', { name: 'IRC (Twitch chat)' }));
    const args = ['api.example.org', ['server'], 'irc'];
    expect(window.calls).toEqual([{ method: 'chooseDecoder', args }]);
  });

  test('says why it was not read as what it seemed to be', async () => {
    const note = 'Not read as MQTT: the packet ends after 3 bytes.';
    const decoded = {
      protocol: 'json',
      kind: 'x',
      summary: 'x',
      heartbeat: false,
      fields: {},
      parts: [],
      note,
    };
    await inspect((capture) => capture.add('{}', { decoded }));
    await expect.element(page.getByText(note)).toBeVisible();
  });

  test('names the rule that a message breaks, and does not take broken text for binary', async () => {
    const broken = [{ rule: 'invalid-utf8', section: 'RFC 6455 8.1' }] as const;
    await inspect((capture) =>
      capture.add(new Uint8Array([0x68, 0xff]), { opcode: 1, violations: broken, preview: 'h\ufffd' }),
    );
    await expect.element(page.getByText('A text message must be UTF-8', { exact: false })).toBeVisible();
    await expect
      .element(page.getByRole('list', { name: 'Violations' }))
      .toHaveTextContent('A text message is not valid UTF-8. RFC 6455 8.1');
  });

  test('explains a close code', async () => {
    await inspect((capture) =>
      capture.add(new Uint8Array([0x03, 0xf0, 0x6e, 0x6f]), { opcode: 8, closeCode: 1008, preview: 'no' }),
    );
    await expect.element(page.getByText('1008 Policy Violation', { exact: true })).toBeVisible();
  });

  test('draws an image only when asked', async () => {
    const png = Uint8Array.from(atob(PIXEL), (sign) => sign.charCodeAt(0));
    await inspect((capture) => capture.add(png));
    await expect.element(page.getByText('The bytes look like image/png.')).toBeVisible();
    expect(document.querySelector('img')).toBeNull();
    await userEvent.click(page.getByRole('button', { name: 'Preview' }));
    await expect.element(page.getByRole('img', { name: 'Drawn from image/png' })).toBeVisible();
  });
});

describe('Raw', () => {
  test('masks secrets until they are asked for', async () => {
    await inspect((capture) => capture.add('PASS oauth:abcdef\r\nNICK ana\r\n', { from: 'client' }));
    await openTab('Raw');
    await expect.element(page.getByText(/PASS oauth:•••\s+NICK ana/)).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Reveal secrets' }));
    await expect.element(page.getByText(/PASS oauth:abcdef/)).toBeVisible();
  });

  test('shows the first 64 KiB at once and the rest on demand', async () => {
    await inspect((capture) => capture.add(`${'x'.repeat(200_000)} the end`));
    await openTab('Raw');
    await expect.element(page.getByText(/The first 65\.5.kB of 200.kB are shown/)).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Show all' }));
    await expect.element(page.getByText(/the end$/)).toBeInTheDocument();
    await expect.element(page.getByRole('button', { name: 'Show all' })).not.toBeInTheDocument();
  });
});

describe('Hex', () => {
  test('shows every byte', async () => {
    await inspect((capture) => capture.add(new Uint8Array([0xde, 0xad, 0xbe, 0xef])));
    await openTab('Hex');
    const bytes = page.getByRole('listbox', { name: 'Payload bytes' });
    await expect.element(bytes.getByRole('option')).toMatchTextContent(/deadbeef/);
  });
});

describe('Frame', () => {
  test('names each bit of the header and what it means', async () => {
    await inspect((capture) => capture.add('hi', { from: 'client' }));
    await openTab('Frame');
    await expect.element(page.getByRole('row', { name: /^FIN 1 1 The last fragment/ })).toBeVisible();
    await expect.element(page.getByRole('row', { name: /^Masking-key 32 37 fa 21 3d/ })).toBeVisible();
  });

  const fragments = (sizes: readonly number[]) =>
    sizes.map((size, index) => {
      const [first, last] = [index === 0, index === sizes.length - 1];
      return formatFrame({ fin: last, opcode: first ? 1 : 0, payload: new Uint8Array(size) }).subarray(0, 2);
    });
  const frame = (name: RegExp) => page.getByRole('grid', { name: 'Frames' }).getByRole('row', { name });

  test('lists the frames of a fragmented message, and shows the bytes of each in Hex', async () => {
    await inspect((capture) => capture.add('abcdefghij', { frames: 3, frameHeaders: fragments([4, 0, 6]) }));
    await openTab('Frame');
    await expect.element(frame(/1 of 3 0 0 text no 6 4 0–3/)).toBeVisible();
    await expect.element(frame(/2 of 3 0 0 continuation no 2 0 –/)).toBeVisible();
    await userEvent.click(frame(/3 of 3 1 0 continuation no 8 6/));
    await expect.element(page.getByRole('heading', { name: /^Frame 3 of 3, header 80 06/ })).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: '4–9' }));
    const hex = page.getByRole('listbox', { name: 'Payload bytes' });
    await expect.element(hex).toBeVisible();
    const selected = [...hex.element().querySelectorAll('[data-selected]')].map((each) => each.textContent);
    expect(selected.slice(0, 6)).toEqual(['65', '66', '67', '68', '69', '6a']);
  });

  test('holds a message of very many frames, and says of how many the headers were kept', async () => {
    const headers = fragments(Array.from({ length: 32_768 }, () => 1));
    await inspect((capture) => capture.add('x'.repeat(100_000), { frames: 100_000, frameHeaders: headers }));
    await openTab('Frame');
    const list = page.getByRole('grid', { name: 'Frames' });
    await expect.element(list).toHaveAttribute('aria-rowcount', '32769');
    await expect
      .element(page.getByText(/^The headers of the first 32.768 frames of 100.000 were kept/))
      .toBeVisible();
    expect(list.element().querySelectorAll('[data-row]').length).toBeLessThan(60);
    list.element().focus();
    await userEvent.keyboard('{End}{ArrowUp}{Enter}');
    const hex = page.getByRole('listbox', { name: 'Payload bytes' });
    await expect.element(hex.getByRole('option', { name: /^00007ff0/ })).toBeVisible();
  });

  test('says why no bytes can be told of the frames of a compressed message', async () => {
    await inspect((capture) =>
      capture.add('abcdefghij', { frames: 2, compressed: true, frameHeaders: fragments([3, 3]) }),
    );
    await openTab('Frame');
    await expect
      .element(page.getByText('The message is compressed as a whole', { exact: false }))
      .toBeVisible();
    await expect.element(frame(/1 of 2 0 0 text no 5 3 –/)).toBeVisible();
  });

  test('names the rule that was broken, and its section', async () => {
    await inspect((capture) =>
      capture.add('hi', { violations: [{ rule: 'reserved-bit', section: 'RFC 6455 5.2' }] }),
    );
    await openTab('Frame');
    await expect
      .element(page.getByRole('tabpanel', { name: 'Frame' }))
      .toMatchTextContent(/A reserved bit is set.*RFC 6455 5\.2/);
  });
});

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
