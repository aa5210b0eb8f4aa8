// How many messages, bytes and frames each side has sent, and which opcodes they have.

import type { SideStatistics, Statistics } from '../../../proxy/contract/statistics.ts';
import { isControl, opcodeName } from '../../../proxy/protocol/frame.ts';
import { BarCell, BytesCell, CountCell, Section, Table } from './table.tsx';

type Sides = Statistics['sides'];

const SIDES = ['', '▲ sent', '▼ received'];
const OPCODE_COLUMNS = ['Opcode', '▲ sent', '▼ received', 'Payload'];

export function AmountsSection({ sides }: { readonly sides: Sides }) {
  const count = (of: (side: SideStatistics) => number) => (
    <>
      <CountCell value={of(sides.client)} />
      <CountCell value={of(sides.server)} />
    </>
  );
  const bytes = (of: (side: SideStatistics) => number) => (
    <>
      <BytesCell value={of(sides.client)} />
      <BytesCell value={of(sides.server)} />
    </>
  );
  return (
    <Section title="Messages and frames">
      <Table label="Messages and frames" columns={SIDES}>
        <Row name="Messages">{count(({ messages }) => messages)}</Row>
        <Row name="Control frames">{count(controlsOf)}</Row>
        <Row name="Payload, inflated">{bytes((side) => side.bytes)}</Row>
        <Row name="On the wire, with headers">{bytes(({ wireBytes }) => wireBytes)}</Row>
        <Row name="Frames">{count(({ frames }) => frames)}</Row>
        <Row name="Fragmented messages">{count(({ fragmented }) => fragmented)}</Row>
        <Row name="Most frames of one">{count(({ mostFrames }) => mostFrames)}</Row>
      </Table>
    </Section>
  );
}

export function OpcodesSection({ sides }: { readonly sides: Sides }) {
  const { client, server } = sides;
  const rows = client.opcodes
    .map((sent, opcode) => ({ opcode, sent, received: server.opcodes[opcode]! }))
    .filter(({ sent, received }) => sent.messages + received.messages > 0);
  const most = Math.max(...rows.flatMap(({ sent, received }) => [sent.messages, received.messages]));
  return (
    <Section title="Opcodes">
      <Table label="Opcodes" columns={OPCODE_COLUMNS}>
        {rows.map(({ opcode, sent, received }) => (
          <tr key={opcode}>
            <th scope="row" title={`0x${opcode.toString(16)}${isControl(opcode) ? ', a control frame' : ''}`}>
              {opcodeName(opcode)}
            </th>
            <BarCell count={sent.messages} most={most} side="sent" />
            <BarCell count={received.messages} most={most} side="received" />
            <BytesCell value={sent.bytes + received.bytes} />
          </tr>
        ))}
      </Table>
    </Section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {children}
    </tr>
  );
}

function controlsOf({ opcodes }: SideStatistics): number {
  return opcodes.reduce((sum, { messages }, opcode) => sum + (isControl(opcode) ? messages : 0), 0);
}
