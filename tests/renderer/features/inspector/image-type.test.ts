import { expect, test } from 'vitest';
import { imageType } from '../../../../renderer/features/inspector/image-type.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

test('images are known by their first bytes', () => {
  expect(imageType(bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0))).toBe('image/png');
  expect(imageType(bytes(0xff, 0xd8, 0xff, 0xe0))).toBe('image/jpeg');
  expect(imageType(new TextEncoder().encode('GIF89a'))).toBe('image/gif');
  expect(imageType(new TextEncoder().encode('RIFF....WEBPVP8 '))).toBe('image/webp');
});

test('markup is never an image, whatever it draws', () => {
  expect(imageType(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg">'))).toBeNull();
  expect(imageType(bytes())).toBeNull();
});
