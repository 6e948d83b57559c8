// The web part of Link Guard: a line below messages whose links were cleaned.
(function () {
    const {createElement} = window.React;

    function Removed({postId, post}) {
        const found = window.ReactRedux.useSelector((state) => post || state.entities.posts.posts[postId]);
        const removed = Number(found && found.props && found.props.link_guard_removed) || 0;
        if (removed === 0) {
            return null;
        }
        const words = removed === 1 ? 'A tracker was taken out of a link.' : `${removed} trackers were taken out of links.`;
        return createElement('div', {className: 'link-guard', style: {fontSize: '12px', opacity: 0.7}}, words);
    }

    window.registerPlugin('link-guard', {
        initialize(registry) {
            registry.registerPostMessageAttachmentComponent(Removed);
        },
        uninitialize() {},
    });
}());
