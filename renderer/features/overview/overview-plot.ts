// The plot itself, drawn by uPlot on a canvas: bars, an axis of times, and the marks of overview-marks.ts. All that
// moves without new data (cursor, range, what is visible) is not its business.

import './language.ts';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatTime } from '../../ui/clock.ts';
import type { Bars } from './bars.ts';
import { drawEnds, drawGaps, drawViolations, type Frame, type Marks } from './overview-marks.ts';
import type { Palette } from './palette.ts';
import type { Span } from './span.ts';

export interface Picture {
  readonly span: Span;
  readonly bars: Bars;
  readonly marks: Marks;
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
}

const AXIS_HEIGHT = 15;
const AXIS_FONT = '10px system-ui, sans-serif';
const TICK_SPACE = 84;

export class OverviewPlot {
  readonly #plot: uPlot;
  #picture: Picture;

  constructor(host: HTMLElement, picture: Picture) {
    this.#picture = picture;
    this.#plot = new uPlot(this.#options(), dataOf(picture.bars), host);
  }

  draw(picture: Picture): void {
    const { width, height } = this.#picture;
    this.#picture = picture;
    if (width !== picture.width || height !== picture.height) this.#plot.setSize(picture);
    this.#plot.setData(dataOf(picture.bars));
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #options(): uPlot.Options {
    const color = (name: keyof Palette) => () => this.#picture.palette[name];
    const bars = uPlot.paths.bars!({ size: [1, Infinity, 1], align: 1 });
    const series = (name: 'sent' | 'received') => ({
      paths: bars,
      fill: color(name),
      fillTo: () => 0,
      width: 0,
      points: { show: false },
    });
    const draw = (how: typeof drawGaps) => (plot: uPlot) =>
      how(plot.ctx, frameOf(plot), this.#picture.marks, this.#picture.palette);
    return {
      width: this.#picture.width,
      height: this.#picture.height,
      ms: 1,
      padding: [0, 0, 0, 0],
      cursor: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      legend: { show: false },
      scales: {
        x: { range: () => [this.#picture.span.from, this.#picture.span.to] },
        y: { range: () => [...this.#picture.bars.heights] },
      },
      series: [{}, series('sent'), series('received')],
      axes: [timeAxis(color('faint'), color('line')), { show: false }],
      hooks: { drawClear: [draw(drawGaps)], draw: [draw(drawEnds), draw(drawViolations)] },
    };
  }
}

function dataOf({ times, sent, received }: Bars): uPlot.AlignedData {
  return [[...times], [...sent], [...received]];
}

function frameOf(plot: uPlot): Frame {
  return { ...plot.bbox, x: (at) => plot.valToPos(at, 'x', true), ratio: uPlot.pxRatio };
}

function timeAxis(stroke: () => string, line: () => string): uPlot.Axis {
  return {
    stroke,
    font: AXIS_FONT,
    size: AXIS_HEIGHT,
    gap: 2,
    space: TICK_SPACE,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    values: (_plot, splits, _axis, _space, step) => splits.map((at) => formatTick(at, step)),
  };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** As much of the time as changes from tick to tick. */
export function formatTick(at: number, step: number): string {
  const time = formatTime(at);
  if (step < SECOND) return time;
  if (step < MINUTE) return time.slice(0, 8);
  if (step < DAY) return time.slice(0, 5);
  const date = new Date(at);
  return `${date.getMonth() + 1}-${date.getDate()}`;
}
