// Keys and signatures as minisign makes them.
'use strict';

const {createHash, generateKeyPairSync, randomBytes, sign} = require('node:crypto');

function signer() {
    const {privateKey, publicKey} = generateKeyPairSync('ed25519');
    const id = randomBytes(8);
    const bare = publicKey.export({type: 'spki', format: 'der'}).subarray(-32);
    const line = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part))).toString('base64');
    return {
        key: `untrusted comment: minisign public key\n${line('Ed', id, bare)}\n`,
        sign(bundle) {
            const signature = sign(null, createHash('blake2b512').update(bundle).digest(), privateKey);
            const trusted = `timestamp:${Math.floor(Date.now() / 1000)}\tfile:bundle.tar.gz\thashed`;
            const whole = sign(null, Buffer.concat([signature, Buffer.from(trusted)]), privateKey);
            return `untrusted comment: signature\n${line('ED', id, signature)}\ntrusted comment: ${trusted}\n${line(whole)}\n`;
        },
    };
}

module.exports = {signer};
