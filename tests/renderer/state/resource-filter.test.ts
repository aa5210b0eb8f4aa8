import { describe, expect, test } from 'vitest';
import { RESOURCE_FILTERS, resourceOf, withResource } from '../../../renderer/state/resource-filter.ts';

describe('the chip that is pressed', () => {
  test('is what the text says', () => {
    expect(resourceOf('')).toBe('all');
    expect(resourceOf('host:a "ws"')).toBe('all');
    expect(resourceOf('ws host:a')).toBe('websocket');
    expect(resourceOf('host:a type:websocket')).toBe('websocket');
    expect(resourceOf('tunnel')).toBe('tunnel');
  });

  test('is none where the text asks for what no chip stands for', () => {
    expect(resourceOf('type:script|stylesheet')).toBeNull();
    expect(resourceOf('http')).toBeNull();
  });

  test('is pressed by what it writes', () => {
    for (const resource of RESOURCE_FILTERS)
      expect(resourceOf(withResource('a | b', resource))).toBe(resource);
  });
});

describe('pressing a chip', () => {
  test('puts its word first, in place of another chip', () => {
    expect(withResource('host:a', 'websocket')).toBe('ws host:a');
    expect(withResource('ws host:a', 'fetch')).toBe('type:fetch host:a');
    expect(withResource('http host:a', 'websocket')).toBe('ws host:a');
  });

  test('for all types takes it away', () => {
    expect(withResource('ws host:a', 'all')).toBe('host:a');
  });
});
