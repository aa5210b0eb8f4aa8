import { expect, test } from 'vitest';
import { tryFilter } from '../../../../renderer/features/help/trying.ts';
import { type AppState, createAppStore } from '../../../../renderer/state/app-store.ts';
import { connection } from '../../support/session-fixture.ts';

const MQTT = { name: 'mqtt', filter: 'kind:PUBLISH' };

const chat = connection(1, { decoder: 'irc' });
const sensor = connection(2, { decoder: 'mqtt' });
const request = connection(3, { kind: 'http', decoder: null });

function stateOf(rows: readonly (typeof chat)[], more: Partial<AppState> = {}): AppState {
  return { ...createAppStore().getState(), connections: new Map(rows.map((row) => [row.id, row])), ...more };
}

test('a filter is tried on the newest connection that speaks its protocol, and the help closes', () => {
  const dialog = { name: 'protocols', protocol: null } as const;
  const tried = tryFilter(stateOf([chat, sensor, request], { selected: chat.id, dialog }), MQTT);
  expect(tried).toMatchObject({
    selected: sensor.id,
    going: { kind: 'filter', connection: sensor.id, filter: 'kind:PUBLISH' },
    dialog: null,
  });
});

test('where none speaks it, the selected one is filtered, or else the newest with messages', () => {
  expect(tryFilter(stateOf([chat, request], { selected: chat.id }), MQTT)).toMatchObject({
    going: { connection: chat.id },
  });
  expect(tryFilter(stateOf([chat, request], { selected: request.id }), MQTT)).toMatchObject({
    selected: chat.id,
  });
});

test('connections that are looked at together stay so', () => {
  const together = { ids: new Set([chat.id, sensor.id]), active: chat.id, anchor: chat.id };
  const tried = tryFilter(stateOf([chat, sensor], { selected: chat.id, together }), MQTT);
  expect(tried).not.toHaveProperty('together');
  expect(tried).toMatchObject({ going: { connection: sensor.id } });
});

test('nothing is tried where nothing has messages', () => {
  expect(tryFilter(stateOf([request]), MQTT)).toBeNull();
});
