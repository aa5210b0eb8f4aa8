import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { page, userEvent } from 'vitest/browser';
import type { TreeRow } from '../../../renderer/ui/tree-view-rows.ts';
import { TreeView } from '../../../renderer/ui/tree-view.tsx';

const BOX = { height: 300, width: 500 };
const ROOTS = [{ key: 'json', value: { user: { name: 'Ana' }, price: 12.5 } }];

const show = (onSelect: (row: TreeRow) => void = () => undefined) =>
  render(
    <div style={BOX}>
      <TreeView
        label="Message"
        roots={ROOTS}
        menu={(row) => [[{ label: 'Copy value', onSelect: () => onSelect(row) }]]}
      />
    </div>,
  );
const item = (name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}:`) });
const tree = () => page.getByRole('tree', { name: 'Message' });

describe('a tree of values', () => {
  test('says level and state of each row', async () => {
    await show();
    await expect.element(item('user')).toHaveAttribute('aria-level', '2');
    await expect.element(item('user')).toHaveAttribute('aria-expanded', 'true');
    await expect.element(item('price')).not.toHaveAttribute('aria-expanded');
  });

  test('is walked, closed and opened by arrow keys', async () => {
    await show();
    tree().element().focus();
    await userEvent.keyboard('{ArrowDown}{ArrowLeft}');
    await expect.element(item('user')).toHaveAttribute('aria-expanded', 'false');
    await expect.element(item('name')).not.toBeInTheDocument();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    await expect.element(item('name')).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(item('user')).toHaveAttribute('aria-selected', 'true');
  });

  test('offers what can be done with the value under the pointer', async () => {
    const onSelect = vi.fn<(row: TreeRow) => void>();
    await show(onSelect);
    await userEvent.click(item('price'), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: 'Copy value' }));
    expect(onSelect.mock.calls[0]?.[0]).toMatchObject({ path: ['price'], value: 12.5 });
  });
});
