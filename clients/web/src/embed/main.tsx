// The player by itself, for frames of other sites: no account, nothing kept but that somebody watched, and of the app only what playing needs.
import { render } from 'preact';
import { startLanguage } from '../i18n';
import { parseInstant } from '../player/chapters';
import { Embed } from './Embed';
import './embed.css';

startLanguage();

const id = /^\/embed\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? '';
const startAt = parseInstant(new URLSearchParams(location.search).get('t')) ?? 0;
const root = document.getElementById('app');
if (root) render(<Embed id={id} startAt={startAt} />, root);
