import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { page, userEvent } from 'vitest/browser';
import { HexView } from '../../../renderer/ui/hex-view.tsx';

const BOX = { height: 300, width: 1100 };
const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) & 0xff);

const show = (content: Uint8Array) =>
  render(
    <div style={BOX}>
      <HexView label="Payload" bytes={content} />
    </div>,
  );
const list = () => page.getByRole('listbox', { name: 'Payload' });
const readings = () => page.getByRole('region', { name: 'Selected bytes as numbers' });

describe('bytes of a payload', () => {
  test('stand sixteen a row behind their offset', async () => {
    await show(bytes);
    const second = list().getByRole('option').nth(1);
    await expect.element(second).toMatchTextContent(/00000010/);
    await expect.element(second).toMatchTextContent(/70777e858c939aa1/);
  });

  test('end with a row that may be shorter', async () => {
    await show(bytes.subarray(0, 18));
    await expect.element(list().getByRole('option').nth(1)).toMatchTextContent(/000000107077/);
    expect(list().getByRole('option').elements()).toHaveLength(2);
  });

  test('are read as numbers of which no digit is cut off', async () => {
    await show(Uint8Array.from({ length: 64 }, (_, index) => 0x80 + index));
    const room = readings().element().getBoundingClientRect().right;
    const cells = [...readings().element().querySelectorAll('td')];
    for (const cell of cells) expect(cell.getBoundingClientRect().right).toBeLessThanOrEqual(room);
    expect(readings().element().getBoundingClientRect().left).toBeLessThan(620);
  });

  test('are reached to the last by keyboard', async () => {
    await show(bytes);
    list().element().focus();
    await userEvent.keyboard('{End}');
    await expect.element(readings()).toMatchTextContent(/Offset 99999/);
    await expect.element(list().getByText('00018690')).toBeVisible();
  });

  test('are selected by Shift and arrows, and read as numbers from the first of them', async () => {
    await show(bytes);
    list().element().focus();
    await userEvent.keyboard('{ArrowRight}{Shift>}{ArrowDown}{/Shift}');
    await expect.element(readings()).toMatchTextContent(/Offset 1 \(0x1\), 17 bytes/);
    await expect
      .element(readings().getByRole('row', { name: /^uint16/ }))
      .toMatchTextContent(/uint1635911806/);
  });

  test('are selected by dragging', async () => {
    await show(bytes);
    const cell = (index: number) => list().element().querySelector(`[data-byte="${index}"]`)!;
    await userEvent.dragAndDrop(cell(2), cell(5));
    await expect.element(readings()).toMatchTextContent(/Offset 2 \(0x2\), 4 bytes/);
  });
});
