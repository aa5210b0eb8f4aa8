// Menus from a table of entries: one that drops from a button, and one that opens where the pointer is.
// An entry that cannot be chosen says why.

import { ChevronRight } from 'lucide-react';
import { ContextMenu as Context, DropdownMenu as Dropdown } from 'radix-ui';
import { Fragment, type MouseEvent, type ReactElement } from 'react';
import type { Icon } from './icon.ts';
import css from './menu.module.css';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: Icon;
  /** Keys that do the same, ready to read. */
  readonly keys?: string;
  /** Present where the entry can be on or off. */
  readonly checked?: boolean;
  /** Why it cannot be chosen now; null when it can. */
  readonly disabled?: string | null;
}

/** An entry that opens a menu of its own. */
export interface Submenu extends Omit<MenuItem, 'onSelect' | 'checked'> {
  readonly items: readonly MenuItem[];
}

/** Groups are parted by a line. */
export type MenuGroups = readonly (readonly (MenuItem | Submenu)[])[];

interface DropdownMenuProps {
  readonly label: string;
  readonly groups: MenuGroups;
  /** The button that opens it. */
  readonly children: ReactElement;
}

export function DropdownMenu({ label, groups, children }: DropdownMenuProps) {
  return (
    <Dropdown.Root modal={false}>
      <Dropdown.Trigger asChild>{children}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content
          className={css.menu}
          aria-label={label}
          align="end"
          sideOffset={4}
          collisionPadding={6}
        >
          <Entries groups={groups} parts={Dropdown} />
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

interface ContextMenuProps extends DropdownMenuProps {
  readonly onOpenChange?: (open: boolean) => void;
}

export function ContextMenu({ label, groups, onOpenChange, children }: ContextMenuProps) {
  return (
    <Context.Root modal={false} {...(onOpenChange ? { onOpenChange } : {})}>
      <Context.Trigger asChild>{children}</Context.Trigger>
      <Context.Portal>
        <Context.Content
          className={css.menu}
          aria-label={label}
          collisionPadding={6}
          onCloseAutoFocus={keepMovedFocus}
          onContextMenu={keepBrowsersOwn}
        >
          <Entries groups={groups} parts={Context} />
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  );
}

/** Where the menu key opens the menu when it goes down, the browser would open its own when it comes up. */
function keepBrowsersOwn(event: MouseEvent): void {
  event.preventDefault();
}

/** The entry that was chosen may have put the focus where the person goes on. */
function keepMovedFocus(event: Event): void {
  if (document.activeElement?.closest('[role=menu]') || document.activeElement === document.body) return;
  event.preventDefault();
}

type Parts = Pick<
  typeof Dropdown | typeof Context,
  'Item' | 'CheckboxItem' | 'Separator' | 'Portal' | 'Sub' | 'SubTrigger' | 'SubContent'
>;

function Entries({ groups, parts }: { groups: MenuGroups; parts: Parts }) {
  const filled = groups.filter((group) => group.length > 0);
  return filled.map((group, place) => (
    <Fragment key={group[0]?.label}>
      {place > 0 ? <parts.Separator className={css.separator} /> : null}
      {group.map((item) =>
        'items' in item ? (
          <SubEntries key={item.label} menu={item} parts={parts} />
        ) : (
          <Entry key={item.label} item={item} parts={parts} />
        ),
      )}
    </Fragment>
  ));
}

function SubEntries({ menu, parts }: { menu: Submenu; parts: Parts }) {
  return (
    <parts.Sub>
      <parts.SubTrigger className={css.item} disabled={Boolean(menu.disabled)}>
        <span className={css.mark}>{menu.icon ? <menu.icon aria-hidden /> : null}</span>
        <Words item={menu} />
        <ChevronRight className={css.more} aria-hidden />
      </parts.SubTrigger>
      <parts.Portal>
        <parts.SubContent className={css.menu} aria-label={menu.label} collisionPadding={6}>
          {menu.items.map((item) => (
            <Entry key={item.label} item={item} parts={parts} />
          ))}
        </parts.SubContent>
      </parts.Portal>
    </parts.Sub>
  );
}

function Entry({ item, parts }: { item: MenuItem; parts: Parts }) {
  const shared = { className: css.item, disabled: Boolean(item.disabled), onSelect: item.onSelect };
  if (item.checked === undefined) {
    return (
      <parts.Item {...shared}>
        <span className={css.mark}>{item.icon ? <item.icon aria-hidden /> : null}</span>
        <Words item={item} />
      </parts.Item>
    );
  }
  return (
    <parts.CheckboxItem {...shared} checked={item.checked}>
      <span className={css.mark} aria-hidden>
        {item.checked ? '✓' : null}
      </span>
      {item.icon ? (
        <span className={css.mark}>
          <item.icon aria-hidden />
        </span>
      ) : null}
      <Words item={item} />
    </parts.CheckboxItem>
  );
}

function Words({ item }: { item: MenuItem | Submenu }) {
  return (
    <>
      <span className={css.label}>
        {item.label}
        {item.disabled ? <small className={css.why}>{item.disabled}</small> : null}
      </span>
      {item.keys ? <kbd className={css.keys}>{item.keys}</kbd> : null}
    </>
  );
}
