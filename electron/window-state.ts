// Where the window was, on disk: read tolerantly, and never off every screen.

import { readFileSync, writeFileSync } from 'node:fs';
import type { BrowserWindow, Rectangle } from 'electron';

export interface WindowState {
  readonly bounds: Partial<Rectangle> & { readonly width: number; readonly height: number };
  readonly maximized: boolean;
}

export const INITIAL: WindowState = { bounds: { width: 1280, height: 800 }, maximized: false };

/** Pixels of the title bar that must be within reach of the pointer. */
const REACHABLE = 80;

/** `areas`: the work areas of the screens that there are now. */
export function readWindowState(file: string, areas: readonly Rectangle[]): WindowState {
  const saved = parse(file);
  if (!isRectangle(saved.bounds)) return INITIAL;
  const { x, y, width, height } = saved.bounds;
  const reachable = areas.some((area) => isReachable(saved.bounds as Rectangle, area));
  return {
    bounds: reachable ? { x, y, width, height } : { width, height },
    maximized: saved.maximized === true,
  };
}

/** A place that cannot be kept is not worth a word. */
export function keepWindowState(file: string, window: BrowserWindow): void {
  const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeFileSync(file, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  } catch {
    return;
  }
}

function parse(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {}; // the first start, or a damaged file
  }
}

function isRectangle(value: unknown): value is Rectangle {
  const { x, y, width, height } = (value ?? {}) as Record<string, unknown>;
  return [x, y, width, height].every(Number.isInteger) && Number(width) > 0 && Number(height) > 0;
}

function isReachable({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return across >= REACHABLE && y >= area.y && y <= area.y + area.height - REACHABLE;
}
