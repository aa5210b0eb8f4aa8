// The page begins here: one store, one host, one root.

import { createRoot } from 'react-dom/client';
import './tokens.css';
import './base.css';
import { App } from './app.tsx';
import { connectHost } from './host.ts';
import { createAppStore } from './state/app-store.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(<App store={createAppStore()} connect={connectHost} />);
