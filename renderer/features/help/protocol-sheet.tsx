// What Framescope reads inside messages: a page for each family of protocols, beside their list.

import { useMemo, useState } from 'react';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { FamilyPage } from './family-page.tsx';
import css from './protocol-sheet.module.css';
import { PROTOCOL_FAMILIES } from './protocols.ts';

interface ProtocolSheetProps {
  /** What is to be seen at first, by its decoder's name; null: the first page. */
  readonly named: string | null;
}

export function ProtocolSheet({ named }: ProtocolSheetProps) {
  const [family, setFamily] = useState(() => familyOf(named));
  const tabs = useMemo<readonly Tab<string>[]>(
    () =>
      PROTOCOL_FAMILIES.map((each) => ({
        id: each.name,
        label: each.title,
        content: <FamilyPage family={each} named={named} />,
      })),
    [named],
  );
  return (
    <div className={css.sheet}>
      <Tabs label="Families of protocols" tabs={tabs} value={family} onChange={setFamily} beside />
    </div>
  );
}

function familyOf(protocol: string | null): string {
  const family = PROTOCOL_FAMILIES.find(({ protocols }) => protocols.some(({ name }) => name === protocol));
  return (family ?? PROTOCOL_FAMILIES[0])?.name ?? '';
}
