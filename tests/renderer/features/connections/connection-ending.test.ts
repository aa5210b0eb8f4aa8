import { expect, test } from 'vitest';
import { describeEnding } from '../../../../renderer/features/connections/connection-ending.ts';
import { connection } from '../../support/session-fixture.ts';

const ENDING = { at: 0, code: 1002, reason: '', by: 'client', clean: false, cause: 'close-frame' } as const;
const FAILURE = { code: 'HANDSHAKE_INVALID', message: 'The server’s 101 breaks the handshake.', hint: '' };

test('a connection that was relayed tells how it ended, also when its 101 was wrong', () => {
  const relayed = connection(1, { state: 'closed', ending: ENDING, failure: FAILURE });
  expect(describeEnding(relayed)).toBe('closed by the client, code 1002');
});

test('one that failed leaves it to its failure to say why', () => {
  expect(describeEnding(connection(1, { state: 'failed', ending: ENDING, failure: FAILURE }))).toBe('');
});
