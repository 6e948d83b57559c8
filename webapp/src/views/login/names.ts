/* What a name may look like, checked before the server is asked. */

/** A URL-safe name made from what a person typed. */
export function slug(text: string): string {
    return text
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 64);
}

export function usernameProblem(name: string): string | undefined {
    if (name.length < 3 || name.length > 22) {
        return 'A username has 3 to 22 characters.';
    }
    if (!/^[a-z]/.test(name)) {
        return 'A username begins with a letter.';
    }
    return /^[a-z][a-z0-9._-]*$/.test(name) ? undefined : 'Only small letters, digits, and . _ - may be used.';
}

export function emailProblem(email: string): string | undefined {
    return /^[^\s@]+@[^\s@]+$/.test(email) ? undefined : 'This does not look like an email address.';
}

export interface PasswordRules {
    minimumLength: number;
    requireLowercase: boolean;
    requireUppercase: boolean;
    requireNumber: boolean;
    requireSymbol: boolean;
}

export function passwordProblem(password: string, rules: PasswordRules): string | undefined {
    if (password.length < rules.minimumLength) {
        return `Use at least ${rules.minimumLength} characters.`;
    }
    if (new TextEncoder().encode(password).length > 72) {
        return 'Use at most 72 characters.';
    }
    const missing = [
        rules.requireLowercase && !/[a-z]/.test(password) && 'a small letter',
        rules.requireUppercase && !/[A-Z]/.test(password) && 'a capital letter',
        rules.requireNumber && !/\d/.test(password) && 'a digit',
        rules.requireSymbol && !/[^A-Za-z0-9]/.test(password) && 'a symbol',
    ].filter(Boolean);
    return missing.length > 0 ? `Add ${missing.join(', ')}.` : undefined;
}

const RESERVED = new Set(['admin', 'api', 'channel', 'claim', 'error', 'files', 'help', 'landing', 'login', 'mfa', 'oauth', 'plug', 'plugins', 'post', 'signup', 'boards', 'playbooks', 'static', 'admin_console', 'create_team', 'select_team', 'hooks', 'metrics']);

export function teamNameProblem(name: string): string | undefined {
    if (name.length < 2 || name.length > 64) {
        return 'The address has 2 to 64 characters.';
    }
    if (!/^[a-z][a-z0-9-]*[a-z0-9]$/.test(name)) {
        return 'Only small letters, digits and dashes; it begins with a letter.';
    }
    return RESERVED.has(name) ? `“${name}” is used by the server itself.` : undefined;
}

/** Where to go after logging in: only inside this server. */
export function safeRedirect(search: string): string {
    const target = new URLSearchParams(search).get('redirect_to') ?? '';
    return /^\/(?![/\\])/.test(target) ? target : '/';
}
