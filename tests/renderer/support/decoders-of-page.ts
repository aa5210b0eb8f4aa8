// Decoders that need nothing of Node, for rows that a component test makes in the page.

import { Decoders } from '../../../proxy/formats/decoders/decoders.ts';
import { irc } from '../../../proxy/formats/decoders/irc.ts';
import { json } from '../../../proxy/formats/decoders/json.ts';

export const decoders = new Decoders([irc, json]);
