import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Annotation } from '../../../proxy/contract/model.ts';
import { NO_NOTE } from '../../../proxy/contract/notes.ts';
import { openStore } from '../../../proxy/store/store.ts';
import { utf8 } from '../../support/hex.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { connectionRow, messageRow } from './rows.ts';

const id = 1 as ConnectionId;
const chat: Annotation = {
  kind: 'connection',
  id,
  connection: id,
  mark: 'green',
  comment: 'ä "quoted" \0 comment',
  pinned: true,
};
const said: Annotation = { ...NO_NOTE, kind: 'message', id: (2 ** 40) as Seq, connection: id, mark: 'red' };

function open() {
  const store = openStore(join(tempDir(), 'a.framescope'), 'create');
  onTestFinished(() => store.close());
  return store;
}

describe('notes in the session file', () => {
  test('are what was saved last, one a connection or message', () => {
    const { annotations } = open();
    annotations?.save(said);
    annotations?.save({ ...chat, mark: null });
    annotations?.save(chat);
    annotations?.save({ ...said, id: 1 as Seq });
    expect(annotations?.list()).toEqual([chat, { ...said, id: 1 }, said]);
  });

  test('take no row when nothing is left in them', () => {
    const { annotations } = open();
    annotations?.save(chat);
    annotations?.save({ ...chat, ...NO_NOTE });
    expect(annotations?.list()).toEqual([]);
  });

  test('go with what they are about', () => {
    const { annotations, connections, messages } = open();
    const ending = { at: 1, code: null, reason: '', by: null, clean: false, cause: 'fin' } as const;
    connections.save(connectionRow(1));
    connections.save(connectionRow(2, { ending }));
    messages.put(messageRow(1, { length: 1 }), utf8('x'));
    const ended = { ...chat, id: 2, connection: 2 } as Annotation;
    for (const each of [chat, ended, said]) annotations?.save(each);
    messages.deleteAll();
    connections.deleteEnded();
    annotations?.deleteStray();
    expect(annotations?.list()).toEqual([chat]);
  });
});
