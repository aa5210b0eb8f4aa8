// A schema copied or saved, in any of its formats.

import { type ReactElement, useMemo } from 'react';
import { toast } from 'sonner';
import type { KindSchema } from '../../../proxy/contract/message-schema.ts';
import { writeClipboard } from '../../ui/copy-button.tsx';
import { DropdownMenu, type MenuGroups } from '../../ui/menu.tsx';
import { saveFile } from '../../ui/save-file.ts';
import type { TimelineSource } from '../timeline/source.ts';
import { DOCUMENTS, documentName } from './documents.ts';

interface DocumentMenuProps {
  readonly label: string;
  readonly kinds: readonly KindSchema[];
  readonly members: TimelineSource['members'];
  /** The button that opens it. */
  readonly children: ReactElement;
}

export function DocumentMenu({ label, kinds, members, children }: DocumentMenuProps) {
  const groups = useMemo<MenuGroups>(
    () => [
      DOCUMENTS.map((format) => ({
        label: `Copy as ${format.label}`,
        onSelect: () => void copy(format.label, format.write(kinds, members)),
      })),
      DOCUMENTS.map((format) => ({
        label: `Save as ${format.label}…`,
        onSelect: () => saveFile(documentName(members, format), new Blob([format.write(kinds, members)])),
      })),
    ],
    [kinds, members],
  );
  return (
    <DropdownMenu label={label} groups={groups}>
      {children}
    </DropdownMenu>
  );
}

async function copy(label: string, text: string): Promise<void> {
  const copied = await writeClipboard(text);
  toast(copied ? `Copied: ${label}.` : 'The browser does not let this page copy. Save it as a file instead.');
}
