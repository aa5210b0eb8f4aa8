import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrastOf, readableColor } from '../../../../renderer/features/timeline/readable-color.ts';

const GROUNDS = ['#ffffff', '#dbe7fd', '#17181c', '#213a63'];
const color = fc.stringMatching(/^#[0-9a-f]{6}$/);

test('every colour is readable on every ground of the page', () => {
  fc.assert(
    fc.property(color, fc.constantFrom(...GROUNDS), (chosen, ground) => {
      expect(contrastOf(readableColor(chosen, ground)!, ground)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test('a colour that is readable already stays as it was chosen', () => {
  expect(readableColor('#0000ff', '#ffffff')).toBe('#0000ff');
  expect(readableColor('#00ff7f', '#17181c')).toBe('#00ff7f');
});

test('contrast is measured as WCAG defines it', () => {
  expect(contrastOf('#000000', '#ffffff')).toBe(21);
  expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test('anything but six digits is no colour', () => {
  expect(readableColor('red', '#ffffff')).toBeNull();
  expect(readableColor('#fff', '#ffffff')).toBeNull();
});
