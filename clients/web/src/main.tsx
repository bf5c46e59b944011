import { render } from 'preact';
import { restore } from './api/session';
import { App } from './app';
import { startLanguage } from './i18n';
import { startNotifications } from './library/unread';
import { startRouter } from './router';
import { startUploadGuards } from './upload/store';
import './styles/index.css';

startLanguage();
startRouter();
startNotifications();
startUploadGuards();
void restore();

const root = document.getElementById('app');
if (root) render(<App />, root);
