import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
    {ignores: ['dist/**', 'node_modules/**', 'eslint.config.mjs']},
    js.configs.recommended,
    ...tseslint.configs.strict,
    jsxA11y.flatConfigs.recommended,
    {
        files: ['**/*.{ts,tsx,mts}'],
        languageOptions: {globals: globals.browser},
        plugins: {'react-hooks': reactHooks},
        rules: {
            'react-hooks/rules-of-hooks': 'error',
            'react-hooks/exhaustive-deps': 'error',
            'max-lines': ['error', {max: 800}],
            'no-console': ['error', {allow: ['warn', 'error']}],
            eqeqeq: ['error', 'always'],
            'no-restricted-syntax': [
                'error',
                {selector: 'ExportDefaultDeclaration', message: 'Name every export.'},
                {
                    selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
                    message: 'Build elements; never inject HTML.',
                },
            ],
            '@typescript-eslint/consistent-type-imports': 'error',
            '@typescript-eslint/no-non-null-assertion': 'error',
            '@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_', varsIgnorePattern: '^_'}],
            '@typescript-eslint/no-dynamic-delete': 'off',
            'jsx-a11y/no-autofocus': 'off',
            'jsx-a11y/no-noninteractive-tabindex': 'off',
            'jsx-a11y/label-has-associated-control': ['error', {assert: 'either', depth: 3}],
            'jsx-a11y/media-has-caption': 'off',
        },
    },
    {files: ['vite.config.mts'], rules: {'no-restricted-syntax': 'off'}},
);
