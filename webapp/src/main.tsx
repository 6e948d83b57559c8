/* Starts the page. */
import '@fontsource-variable/inter/wght.css';
import {createRoot} from 'react-dom/client';
import {Provider} from 'react-redux';

import {App} from '@/app/App';
import {prepareClient} from '@/client/boot';
import {openDoor} from '@/plugins/loader';
import {store} from '@/store';
import {applyTheme, storedTheme} from '@/theme/theme';

import '@/styles/index.css';

applyTheme(storedTheme());
prepareClient();
openDoor();

const root = document.getElementById('root');
if (root) {
    createRoot(root).render(
        <Provider store={store as unknown as Parameters<typeof Provider>[0]['store']}>
            <App />
        </Provider>,
    );
}
