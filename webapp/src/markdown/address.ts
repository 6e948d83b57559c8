/* Which addresses a message may link to or load a picture from. */

const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:', 'ftp:', 'ssh:', 'git:', 'sms:', 'xmpp:', 'matrix:']);

/** The address to link to, or null when it could run code or leads nowhere. */
export function safeHref(href: string, extraSchemes: readonly string[] = []): string | null {
    // Control characters and white space inside a scheme are how "java\nscript:" slips through.
    // eslint-disable-next-line no-control-regex
    const cleaned = href.trim().replace(/[\u0000-\u001f\u007f\u200b-\u200f\u2028\u2029]/g, '');
    if (!cleaned) {
        return null;
    }
    if (/^[/?#](?!\/)/.test(cleaned)) {
        return cleaned;
    }
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(cleaned)?.[1]?.toLowerCase();
    if (!scheme) {
        return cleaned.startsWith('//') ? `https:${cleaned}` : `https://${cleaned}`;
    }
    if (SCHEMES.has(`${scheme}:`) || extraSchemes.includes(scheme)) {
        return cleaned;
    }
    return null;
}

export function safeImage(href: string): string | null {
    const address = safeHref(href);
    return address && /^(https?:\/\/|\/)/i.test(address) ? address : null;
}

/** The part after the host when the link stays on this server. */
export function localPath(href: string, origin: string): string | null {
    if (href.startsWith('/') && !href.startsWith('//')) {
        return href;
    }
    try {
        const url = new URL(href);
        return url.origin === origin ? url.pathname + url.search + url.hash : null;
    } catch {
        return null;
    }
}

/** Addresses the router must not swallow: they belong to the server. */
export function belongsToServer(path: string): boolean {
    return /^\/(api|plugins|static|hooks|oauth|metrics)\//.test(path);
}
