// A part of the time that the overview shows, from its upper to its lower edge.

import { useMemo } from 'react';
import { shareOf, type Span } from './span.ts';

interface BandProps {
  readonly className: string | undefined;
  readonly span: Span;
  readonly from: number;
  readonly to: number;
}

export function Band({ className, span, from, to }: BandProps) {
  const style = useMemo(() => {
    const left = shareOf(span, from);
    return { left: percent(left), width: percent(shareOf(span, to) - left) };
  }, [span, from, to]);
  return <div className={className} style={style} />;
}

interface MomentProps {
  readonly className: string | undefined;
  readonly span: Span;
  readonly at: number;
}

export function Moment({ className, span, at }: MomentProps) {
  const style = useMemo(() => ({ left: percent(shareOf(span, at)) }), [span, at]);
  return <div className={className} style={style} />;
}

function percent(share: number): string {
  return `${share * 100}%`;
}
