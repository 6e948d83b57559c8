/* Bundles as a build for Mattermost leaves them: one script, its libraries taken from `window`, itself given to `registerPlugin`. */

/** The start of what webpack writes: a cache of modules, interop for defaults, externals as modules that return a global. */
const WEBPACK = `
(() => {
  var __webpack_modules__ = {
    'react': (module) => { module.exports = React; },
    'react-dom': (module) => { module.exports = ReactDOM; },
    'react-redux': (module) => { module.exports = ReactRedux; },
    'react-intl': (module) => { module.exports = ReactIntl; },
    'react-bootstrap': (module) => { module.exports = ReactBootstrap; },
    'react-router-dom': (module) => { module.exports = ReactRouterDom; },
    'redux': (module) => { module.exports = Redux; },
    'prop-types': (module) => { module.exports = PropTypes; },
    'luxon': (module) => { module.exports = Luxon; },
    'styled-components': (module) => { module.exports = StyledComponents; },
  };
  var __webpack_module_cache__ = {};
  function __webpack_require__(id) {
    if (__webpack_module_cache__[id]) { return __webpack_module_cache__[id].exports; }
    var module = (__webpack_module_cache__[id] = {exports: {}});
    __webpack_modules__[id](module, module.exports, __webpack_require__);
    return module.exports;
  }
  __webpack_require__.d = (exports, definition) => { for (var key in definition) { Object.defineProperty(exports, key, {enumerable: true, get: definition[key]}); } };
  __webpack_require__.n = (module) => { var getter = module && module.__esModule ? () => module['default'] : () => module; __webpack_require__.d(getter, {a: getter}); return getter; };
`;

export function bundle(body: string): string {
    return `${WEBPACK}${body}\n})();`;
}

/** In the style of the starter template of Mattermost 10: a class plugin, `connect`, PropTypes, positional arguments. */
export const SIDEBAR = bundle(`
  var react = __webpack_require__('react'); var react_default = __webpack_require__.n(react);
  var redux = __webpack_require__('react-redux');
  var propTypes = __webpack_require__('prop-types'); var propTypes_default = __webpack_require__.n(propTypes);
  var intl = __webpack_require__('react-intl');
  var id = 'com.example.sidebar';
  class Panel extends react_default().PureComponent {
    render() { return react_default().createElement('p', {className: 'sidebar-panel'}, 'Open issues: ' + this.props.count); }
  }
  Panel.propTypes = {count: propTypes_default().number.isRequired};
  const Connected = (0, redux.connect)((state) => ({count: state['plugins-' + id].count}))(Panel);
  const Greeting = () => react_default().createElement(intl.FormattedMessage, {id: 'sidebar.greeting', defaultMessage: 'Hello'});
  class Plugin {
    initialize(registry, store) {
      registry.registerReducer((state = {count: 0}, action) => action.type === 'SIDEBAR_COUNT' ? {count: action.count} : state);
      registry.registerTranslations((locale) => locale === 'de' ? {'sidebar.greeting': 'Guten Tag'} : {'sidebar.greeting': 'Good day'});
      const {toggleRHSPlugin} = registry.registerRightHandSidebarComponent(Connected, 'Issues');
      registry.registerChannelHeaderButtonAction(react_default().createElement('i', {className: 'icon fa fa-bug'}), () => store.dispatch(toggleRHSPlugin), 'Issues', 'Show issues');
      registry.registerLeftSidebarHeaderComponent(Greeting);
      registry.registerWebSocketEventHandler('custom_' + id + '_count', (message) => store.dispatch({type: 'SIDEBAR_COUNT', count: message.data.count}));
      registry.registerReconnectHandler(() => store.dispatch({type: 'SIDEBAR_COUNT', count: -1}));
    }
    uninitialize() { window.sidebarStopped = (window.sidebarStopped || 0) + 1; }
  }
  window.registerPlugin(id, new Plugin());
`);

/** In the style of Mattermost 11: objects as arguments, styled components, hooks, the newer methods. */
export const MODERN = bundle(`
  var react = __webpack_require__('react');
  var redux = __webpack_require__('react-redux');
  var styled = __webpack_require__('styled-components'); var styled_default = __webpack_require__.n(styled);
  var luxon = __webpack_require__('luxon');
  var id = 'modern';
  const Box = styled_default().div\`color: rgb(1, 2, 3);\`;
  const Poll = ({post, theme}) => {
    const me = (0, redux.useSelector)((state) => state.entities.users.currentUserId);
    const year = luxon.DateTime.fromMillis(0, {zone: 'utc'}).year;
    return react.createElement(Box, {className: 'poll', 'data-ground': theme.centerChannelBg}, post.message + ' ' + me + ' ' + year);
  };
  window.registerPlugin(id, {
    initialize(registry) {
      window.modernIds = [
        registry.registerPostTypeComponent({type: 'custom_poll', component: Poll}),
        registry.registerRootComponent({component: react.memo(() => null)}),
        registry.registerRootComponent(react.memo(() => null)),
      ];
      window.modernMenu = registry.registerPostDropdownSubMenuAction({text: 'Poll', action: () => {}, filter: () => true});
      window.modernMenu.rootRegisterMenuItem({text: 'Close poll', action: (postId) => { window.closedPoll = postId; }, filter: (postId) => postId !== 'none'});
      registry.registerSomethingOfTomorrow({component: Poll});
      registry.unregisterSomethingOfTomorrow('x');
      window.modernSupports = registry.supports;
      registry.registerMessageWillBePostedHook((post) => post.message.includes('secret') ? {error: {message: 'No secrets here.'}} : {post: {...post, message: post.message + '!'}});
    },
    deinitialize() { window.modernStopped = true; },
  });
`);

/** One that fails wherever it can. */
export const BROKEN = bundle(`
  var react = __webpack_require__('react');
  const Bomb = () => { throw new Error('the fuse was lit'); };
  window.registerPlugin('broken', {
    initialize(registry) {
      registry.registerReducer((state = {}, action) => { if (action.type === 'LIGHT') { throw new Error('reducer'); } return action.type === 'NOTHING' ? undefined : state; });
      registry.registerLeftSidebarHeaderComponent(Bomb);
      registry.registerPostTypeComponent('custom_bomb', Bomb);
      registry.registerWebSocketEventHandler('posted', () => { throw new Error('handler'); });
      registry.registerTranslations(() => { throw new Error('translations'); });
      registry.registerMessageWillFormatHook(() => { throw new Error('format'); });
      registry.registerMessageWillBePostedHook(() => { throw new Error('posting'); });
      throw new Error('initialize');
    },
    uninitialize() { throw new Error('uninitialize'); },
  });
`);
