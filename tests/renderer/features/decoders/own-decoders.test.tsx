import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openWindow } from '../../support/open-window.ts';

test('the settings list a person’s own decoders, say what is wrong with one, and write an example', async () => {
  const file = '/data/decoders/ticks.js';
  const broken = { name: 'own:ticks', label: 'ticks', own: true, file, error: 'SyntaxError: … (line 3)' };
  let written = 0;
  await openWindow({
    answers: {
      decoders: async () => [broken],
      writeExampleDecoder: async () => {
        written += 1;
        return '/data/decoders/example.js';
      },
    },
  });
  await userEvent.keyboard('{Control>},{/Control}');
  const own = page.getByRole('region', { name: 'Your own decoders' });
  await expect.element(own.getByText(file)).toBeVisible();
  await expect.element(own.getByText('SyntaxError: … (line 3)')).toBeVisible();
  await userEvent.click(own.getByRole('button', { name: 'Write an example' }));
  await expect.element(page.getByText('/data/decoders/example.js')).toBeVisible();
  expect(written).toBe(1);
});

test('the settings say what went wrong with a decoder that goes on being used', async () => {
  const file = '/data/decoders/ticks.js';
  const warning = 'it took too long: one message was not read';
  await openWindow({
    answers: {
      decoders: async () => [{ name: 'own:ticks', label: 'Ticks', own: true, file, error: null, warning }],
    },
  });
  await userEvent.keyboard('{Control>},{/Control}');
  const own = page.getByRole('region', { name: 'Your own decoders' });
  await expect.element(own.getByRole('note').getByText(warning)).toBeVisible();
});

test('the types of one .proto file stand in one line', async () => {
  const file = '/data/protobuf/chat.proto';
  const types = ['chat.Line', 'chat.Room', 'chat.User'].map((type) => ({
    name: `protobuf:${type}`,
    label: `Protobuf: ${type}`,
    own: true,
    file,
    error: null,
  }));
  await openWindow({ answers: { decoders: async () => types } });
  await userEvent.keyboard('{Control>},{/Control}');
  const own = page.getByRole('region', { name: 'Your own decoders' });
  await expect.element(own.getByText('Protobuf: chat.Line and 2 more')).toBeVisible();
  expect(own.getByText(file).elements()).toHaveLength(1);
});
