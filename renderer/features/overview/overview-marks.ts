// What stands on the plot beside the bars, each with a shape of its own: gaps are hatched, pauses hatched the other way,
// ends are dashed lines, violations are triangles at the upper edge. Drawn on a canvas, in its pixels.

import type { ConnectionEnd, Gap } from '../../../proxy/contract/model.ts';
import { isFinished } from './stretch.ts';
import type { Palette } from './palette.ts';

export interface Marks {
  readonly gaps: readonly Gap[];
  readonly ends: readonly ConnectionEnd[];
  /** Middle of each bar in which a rule was broken. */
  readonly violations: readonly number[];
}

/** Where times lie on the canvas. */
export interface Frame {
  readonly x: (at: number) => number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Canvas pixels of one CSS pixel. */
  readonly ratio: number;
}

type Context = CanvasRenderingContext2D;

/** CSS pixels. */
const LEAST_GAP = 4;
const HATCH = 5;
const TRIANGLE = 7;

export function drawGaps(context: Context, frame: Frame, { gaps }: Marks, palette: Palette): void {
  for (const gap of gaps) {
    const left = frame.x(gap.from);
    const right = gap.to === null ? frame.left + frame.width : frame.x(gap.to);
    const width = Math.max(right - left, LEAST_GAP * frame.ratio);
    const paused = gap.reason === 'paused';
    hatch(context, frame, { left, width, rising: !paused, color: paused ? palette.faint : palette.warning });
  }
}

interface Hatch {
  readonly left: number;
  readonly width: number;
  readonly rising: boolean;
  readonly color: string;
}

function hatch(context: Context, { top, height, ratio }: Frame, { left, width, rising, color }: Hatch): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = color;
  context.lineWidth = ratio;
  context.globalAlpha = 0.75;
  context.beginPath();
  for (let x = left - height; x < left + width + height; x += HATCH * ratio) {
    context.moveTo(x, rising ? top + height : top);
    context.lineTo(x + height, rising ? top : top + height);
  }
  context.stroke();
  context.restore();
}

const ABNORMAL: ReadonlySet<ConnectionEnd['cause']> = new Set(['reset', 'error', 'fin']);

export function drawEnds(context: Context, frame: Frame, { ends }: Marks, palette: Palette): void {
  const { top, height, ratio } = frame;
  context.save();
  context.lineWidth = 2 * ratio;
  context.setLineDash([3 * ratio, 2 * ratio]);
  for (const end of ends) {
    const x = Math.min(frame.x(end.at), frame.left + frame.width - ratio);
    context.strokeStyle = ABNORMAL.has(end.cause) && !isFinished(end) ? palette.error : palette.control;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
  }
  context.restore();
}

export function drawViolations(
  context: Context,
  frame: Frame,
  { violations }: Marks,
  palette: Palette,
): void {
  const { top, ratio } = frame;
  const half = (TRIANGLE / 2) * ratio;
  context.save();
  context.fillStyle = palette.error;
  context.beginPath();
  for (const at of violations) {
    const x = frame.x(at);
    context.moveTo(x - half, top);
    context.lineTo(x + half, top);
    context.lineTo(x, top + TRIANGLE * ratio);
  }
  context.fill();
  context.restore();
}
