// Checks answers of the real server against JSON schemas made from the .d.ts files of @mattermost/types.
//
// schemas/wire.ts says which type each method of Client4 answers with; here the schemas are made and applied.
'use strict';

const path = require('node:path');
const Ajv = require('ajv');
const {createGenerator} = require('ts-json-schema-generator');

let validators;

function schemas() {
    if (!validators) {
        const generator = createGenerator({
            path: path.join(__dirname, '..', 'schemas', 'wire.ts'),
            tsconfig: path.join(__dirname, '..', 'tsconfig.json'),
            type: '*',
            expose: 'export',
            jsDoc: 'none',
            additionalProperties: true,
        });
        const schema = generator.createSchema('*');
        const ajv = new Ajv({allErrors: true, strict: false});
        ajv.addSchema(schema, 'wire');
        validators = {ajv, definitions: schema.definitions, made: new Map()};
    }
    return validators;
}

// What is wrong with a value by the type at a place in wire.ts, in words; '' when nothing is.
function faults(place, value) {
    const {ajv, made} = schemas();
    if (!made.has(place)) {
        made.set(place, ajv.compile({$ref: `wire#/definitions/${place}`}));
    }
    const validate = made.get(place);
    if (validate(value)) {
        return '';
    }
    return validate.errors.map((error) => `${error.instancePath || 'the whole'} ${error.message}`).join('; ');
}

function insist(place, value) {
    const wrong = faults(place, value);
    if (wrong) {
        throw new Error(`not a ${place}: ${wrong}\n${JSON.stringify(value, null, 1).slice(0, 2000)}`);
    }
    return value;
}

// The same client; each call that asks the server for something has its answer checked.
function checked(client) {
    const known = schemas().definitions.Answers.properties;
    return new Proxy(client, {
        get(target, name) {
            const method = Reflect.get(target, name);
            if (typeof method !== 'function') {
                return method;
            }
            return (...given) => {
                const answer = method.apply(target, given);
                if (typeof answer?.then !== 'function') {
                    return answer;
                }
                if (!(name in known)) {
                    throw new Error(`schemas/wire.ts does not say what ${name} answers`);
                }
                return answer.then((value) => insist(`Answers/properties/${name}`, value));
            };
        },
    });
}

module.exports = {checked, faults, insist};
