// The upgrade doctor from end to end: an origin that misbehaves in one way, a client that asks it through the proxy, what
// was captured, what the doctor says of it, and what comes of the retry that it offers.

import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../proxy/formats/doctor/diagnose.ts';
import { CASE_IDS, type CaseId } from '../../../proxy/formats/doctor/diagnosis.ts';
import { issue } from '../../support/certificates.ts';
import { ask, examine, ownSession, sharedDoctorRig } from '../../support/doctor-rig.ts';
import { openWayward, switching } from '../../support/wayward-origin.ts';
import { ANSWERS } from './doctor-answers.ts';
import { UNANSWERED } from './doctor-unanswered.ts';

const rig = sharedDoctorRig();

/** A final answer comes after every interim one, so none of these is ever captured as the last. */
const NEVER_CAPTURED: readonly CaseId[] = ['interim'];

test('Every case that the doctor can give is a row of these tables', () => {
  const rows = [...ANSWERS, ...UNANSWERED].map(({ id }) => id);
  expect([...new Set([...rows, ...NEVER_CAPTURED])].toSorted()).toEqual(CASE_IDS.toSorted());
});

describe('An answer that makes no WebSocket', () => {
  test.each(ANSWERS)('$name is $id', async ({ answer, request, path, ...expected }) => {
    const port = await openWayward(answer);
    const detail = await ask(rig.session, { port, ...(request && { request }), ...(path && { path }) });
    await examine(rig.session, detail, expected);
  });
});

describe('No answer that is HTTP', () => {
  const here = UNANSWERED.filter(({ only }) => only === undefined || only === process.platform);

  test.each(here)('$name is $id', async ({ find, ...expected }) => {
    const found = await find(rig);
    await examine(found.session, found.detail, expected);
  });
});

describe('A server that is not trusted', () => {
  test('is shown with its certificate, and is offered as an exception', async () => {
    const port = await openWayward((head) => switching(head), await rig.authority.leafFor('other.test'));
    const detail = await ask(rig.session, { port, secure: true });
    expect(detail.tls).toMatchObject({ trust: 'refused', client: { serverName: 'origin.test' } });
    expect(diagnose(detail)!.fixes.map(({ words }) => words)).toEqual([
      '--insecure-upstream origin.test',
      '--passthrough origin.test',
    ]);
  });

  test('because of an authority that has expired is not blamed for its own dates', async () => {
    const names = [{ type: 'dns', value: 'origin.test' }] as const;
    const old = await issue({ name: 'Old Authority', authority: true, days: [-5, -2] });
    const leaf = await issue({ name: 'leaf', by: old, names });
    const engine = await ownSession(rig.authority, { upstreamCa: [old.cert] });
    const port = await openWayward((head) => switching(head), { ...leaf, cert: leaf.cert + old.cert });
    await examine(engine, await ask(engine, { port, secure: true }), {
      id: 'tls-expired',
      sentence: /issued by an authority whose own certificate has expired\.$/,
      evidence: {
        field: 'Issued by',
        expected: 'an authority whose certificate is valid',
        received: 'CN=Old Authority',
      },
      next: /^Let the server send a chain that is valid/,
    });
  });
});
