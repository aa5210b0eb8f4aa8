import axe from 'axe-core';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openWindow } from '../../support/open-window.ts';

test('the palette leads to what is read inside messages', async () => {
  await openWindow({});
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.keyboard('protocols{Enter}');
  const sheet = page.getByRole('dialog', { name: 'Protocols' });
  await expect.element(sheet.getByRole('heading', { name: /MQTT 3\.1/ })).toBeVisible();
  await expect.element(sheet.getByText('mqtt.topic:room/temp')).toBeInTheDocument();
  const { violations } = await axe.run(sheet.element());
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});
