import { render } from 'preact';
import { restore } from './api/session';
import { App } from './app';
import { startLanguage } from './i18n';
import { startRouter } from './router';
import { startUploadGuards } from './upload/store';
import './styles/index.css';

startLanguage();
startRouter();
startUploadGuards();
void restore();

const root = document.getElementById('app');
if (root) render(<App />, root);
