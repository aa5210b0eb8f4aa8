// What can be taken of a payload: copied as text, base64 or hex, or saved to a file. Always the whole of it.

import { Copy } from 'lucide-react';
import { useMemo } from 'react';
import type { Connection } from '../../../proxy/contract/model.ts';
import { encodeBase64 } from '../../../proxy/formats/base64.ts';
import { decodeLossy, decodeText } from '../../../proxy/formats/payload-text.ts';
import { useAttempt, useSession } from '../../state/session-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import { writeClipboard } from '../../ui/copy-button.tsx';
import { DropdownMenu, type MenuGroups } from '../../ui/menu.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { wholePayload } from '../timeline/messages.ts';
import { imageType } from './image-type.ts';
import type { LoadedMessage } from './use-message.ts';

interface PayloadActionsProps {
  readonly message: LoadedMessage;
  readonly connection: Connection;
}

export function PayloadActions({ message, connection }: PayloadActionsProps) {
  const session = useSession();
  const attempt = useAttempt();
  const { seq } = message.detail;
  const groups = useMemo<MenuGroups>(() => {
    const take = (use: (bytes: Uint8Array<ArrayBuffer>) => unknown) => () =>
      attempt(async () => use(await wholePayload(session, seq)));
    return [
      [
        { label: 'Copy as text', onSelect: take((bytes) => writeClipboard(decodeLossy(bytes))) },
        { label: 'Copy as base64', onSelect: take((bytes) => writeClipboard(encodeBase64(bytes))) },
        { label: 'Copy as hex', onSelect: take((bytes) => writeClipboard(encodeHex(bytes))) },
      ],
      [
        {
          label: 'Save to a file…',
          onSelect: take((bytes) => saveFile(fileName(connection, seq, bytes), new Blob([bytes]))),
        },
      ],
    ];
  }, [session, attempt, connection, seq]);
  return (
    <DropdownMenu label="Payload" groups={groups}>
      <IconButton label="Copy or save the payload" icon={Copy} />
    </DropdownMenu>
  );
}

function encodeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function fileName({ host }: Connection, seq: number, bytes: Uint8Array): string {
  const extension = imageType(bytes)?.slice('image/'.length) ?? (decodeText(bytes) === null ? 'bin' : 'txt');
  return `${host}-${seq}.${extension}`;
}
