import { afterEach, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import '../../../../renderer/tokens.css';
import '../../../../renderer/base.css';
import { paletteOf } from '../../../../renderer/features/overview/palette.ts';

const session = () => cdp() as unknown as { send(method: string, params: object): Promise<unknown> };

function reduceMotion(value: 'reduce' | ''): Promise<unknown> {
  return session().send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-reduced-motion', value }],
  });
}

afterEach(() => reduceMotion(''));

test('bars have their colours for those too who want no motion', async () => {
  await reduceMotion('reduce');
  const element = document.body.appendChild(document.createElement('div'));
  const { sent, received } = paletteOf(element, 'of this test');
  element.remove();
  expect({ sent, received }).toEqual({ sent: 'rgb(11, 110, 59)', received: 'rgb(29, 95, 196)' });
});
