import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const http = { kind: 'http', resourceType: 'fetch', status: 200, scheme: 'http', decoder: null } as const;
const events = connection(1, { ...http, path: '/events', url: 'http://h/events', receivedMessages: 1 });
const plain = connection(5, { ...http, path: '/page', url: 'http://h/page' });
const polled = (id: number) =>
  connection(id, {
    ...http,
    path: '/s/?EIO=4&transport=polling',
    url: `http://h/s/${id}`,
    session: 'abc',
    receivedMessages: 1,
  });
const socket = connection(4, {
  path: '/s/?EIO=4&transport=websocket&sid=abc',
  url: 'ws://h/s/',
  session: 'abc',
  decoder: null,
});

async function open(selected: number) {
  await page.viewport(1500, 800);
  const connections = [events, polled(2), polled(3), socket, plain] as const;
  const capture = createCaptureFixture(...connections);
  capture.add('data: news\n\n', { connection: events.id, from: 'server' });
  capture.add('40', { connection: polled(2).id, from: 'server' });
  capture.add('2probe', { connection: socket.id, from: 'client' });
  capture.add('3probe', { connection: socket.id, from: 'server' });
  capture.add('5', { connection: socket.id, from: 'client' });
  const window = await openWindow({ connections, answers: capture.answers });
  window.store.setState({ selected: connections.find(({ id }) => id === selected)!.id });
  return window;
}

const messages = () => page.getByRole('treegrid', { name: 'Messages' });
const row = (text: RegExp) => messages().getByRole('row', { name: text });

describe('an HTTP exchange', () => {
  test('whose body carries messages shows them beside itself, without frames', async () => {
    await open(1);
    await userEvent.click(row(/data: news/));
    await expect.element(page.getByRole('tab', { name: 'Raw' })).toBeVisible();
    await expect.element(page.getByRole('tab', { name: 'Frame' })).not.toBeInTheDocument();
    await expect.element(page.getByText('in an HTTP body')).toBeVisible();
    await expect.element(page.getByRole('textbox', { name: 'Payload' })).not.toBeInTheDocument();
    await userEvent.click(page.getByRole('tab', { name: 'Exchange' }));
    await expect.element(page.getByText('Request', { exact: true }).first()).toBeVisible();
  });

  test('goes to its messages when somebody goes to a place among them', async () => {
    const { store } = await open(1);
    await userEvent.click(page.getByRole('tab', { name: 'Exchange' }));
    await expect.element(page.getByText('Request', { exact: true }).first()).toBeVisible();
    store.setState({
      going: { kind: 'filter', connection: events.id, filter: 'dir:received', label: 'received' },
    });
    await expect
      .element(page.getByRole('combobox', { name: 'Find in messages' }))
      .toHaveValue('dir:received');
  });

  test('whose body carries none is itself alone', async () => {
    await open(5);
    await expect.element(page.getByText('Request', { exact: true }).first()).toBeVisible();
    await expect.element(page.getByRole('tab', { name: 'Messages' })).not.toBeInTheDocument();
  });
});

describe('a session that polls and then goes over to a WebSocket', () => {
  test.each([2, 4])('is one timeline, looked at from connection %i', async (id) => {
    await open(id);
    await expect.element(row(/c2 polling.*40/)).toBeVisible();
    await expect.element(row(/c4 WebSocket.*2probe.*probe/)).toBeVisible();
    await expect.element(messages().getByText('upgrade', { exact: true })).toBeVisible();
  });

  test('has its polls in one row of the list', async () => {
    await open(4);
    const list = page.getByRole('grid', { name: 'Connections' });
    await expect.element(list.getByRole('button', { name: '2 polls' })).toBeInTheDocument();
  });
});
