// The compression lens: payloads and what they took on the wire, what context takeover gains, and what it costs.

import { Fragment } from 'react';
import type { Connection, Side } from '../../../proxy/contract/model.ts';
import type { SideStatistics, Statistics } from '../../../proxy/contract/statistics.ts';
import { negotiated } from '../../../proxy/protocol/deflate.ts';
import {
  describeAgreed,
  describeCompressed,
  describeMemory,
  describePlain,
  formatChange,
  formatRatio,
} from './compression.ts';
import css from './statistics.module.css';
import { BytesCell, CountCell, Section, Table } from './table.tsx';

interface CompressionProps {
  readonly statistics: Statistics;
  readonly members: readonly Connection[];
}

const COLUMNS = ['', 'Compressed', 'Not', 'Payload', 'On the wire', 'Ratio'];

export function CompressionSection({ statistics, members }: CompressionProps) {
  const agreements = members.flatMap((member) => agreedOf(member) ?? []);
  const [agreed] = members.length === 1 ? agreements : [];
  const note = members.length === 1 ? memoryOf(agreed) : describeAgreed(agreements.length, members.length);
  return (
    <Section title="Compression" note={note} wide>
      <Table label="Compression" columns={COLUMNS}>
        <Row name="▲ sent" side={statistics.sides.client} />
        <Row name="▼ received" side={statistics.sides.server} />
      </Table>
      <dl className={css.words}>
        <Words
          name="▲ sent"
          from="client"
          statistics={statistics}
          takeover={agreed?.client.takeover ?? null}
        />
        <Words
          name="▼ received"
          from="server"
          statistics={statistics}
          takeover={agreed?.server.takeover ?? null}
        />
      </dl>
    </Section>
  );
}

/** Of data messages; sizes are those of the compressed ones. */
function Row({
  name,
  side: { compressed, plain },
}: {
  readonly name: string;
  readonly side: SideStatistics;
}) {
  const { messages, bytes, wireBytes } = compressed;
  const ratio = formatRatio(bytes, wireBytes);
  return (
    <tr>
      <th scope="row">{name}</th>
      <CountCell value={messages} />
      <CountCell value={plain.messages} />
      <BytesCell value={messages === 0 ? null : bytes} />
      <BytesCell value={messages === 0 ? null : wireBytes} />
      <td title={ratio === null ? undefined : formatChange(bytes, wireBytes)}>{ratio ?? '–'}</td>
    </tr>
  );
}

interface WordsProps {
  readonly name: string;
  readonly from: Side;
  readonly statistics: Statistics;
  readonly takeover: boolean | null;
}

function Words({ name, from, statistics, takeover }: WordsProps) {
  const { compressed, plain } = statistics.meaning.trials[from];
  const said = [describeCompressed(compressed, takeover), describePlain(plain)].filter(
    (each) => each !== null,
  );
  if (said.length === 0) return null;
  return (
    <Fragment>
      <dt>{name}</dt>
      <dd>{said.join(' ')}</dd>
    </Fragment>
  );
}

/** What was agreed on shows in the answer alone, but for mistakes that the Handshake tab tells. */
function agreedOf({ extensions }: Connection) {
  const agreed = negotiated(extensions, extensions);
  return agreed.kind === 'deflate' ? agreed : null;
}

function memoryOf(agreed: ReturnType<typeof agreedOf> | undefined): string {
  return agreed ? describeMemory(agreed.client, agreed.server) : 'permessage-deflate was not agreed on.';
}
