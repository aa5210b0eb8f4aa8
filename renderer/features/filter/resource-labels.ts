// What people call the types of requests: short for chips and cells, long for names read aloud.

import type { ResourceFilter } from '../../state/resource-filter.ts';

export const RESOURCE_LABELS: Readonly<Record<ResourceFilter, readonly [short: string, long: string]>> = {
  all: ['All', 'All types'],
  websocket: ['WS', 'WebSocket'],
  fetch: ['Fetch', 'Fetch and XHR'],
  document: ['Doc', 'Documents'],
  script: ['JS', 'Scripts'],
  stylesheet: ['CSS', 'Style sheets'],
  image: ['Img', 'Images'],
  font: ['Font', 'Fonts'],
  media: ['Media', 'Audio and video'],
  tunnel: ['Tunnel', 'Tunnels that are not HTTP'],
  other: ['Other', 'Everything else'],
};
