// A mail server that keeps the letters it is given.
'use strict';

const net = require('node:net');
const {until} = require('./told');

class Letters {
    all = [];

    static async open() {
        const letters = new Letters();
        letters.server = net.createServer((socket) => letters.talk(socket));
        await new Promise((resolve) => letters.server.listen(0, '127.0.0.1', resolve));
        letters.port = letters.server.address().port;
        return letters;
    }

    talk(socket) {
        let heard = '';
        let letter = null;
        socket.on('error', () => {});
        socket.write('220 letters.example ESMTP\r\n');
        socket.on('data', (bytes) => {
            heard += bytes;
            for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
                const line = heard.slice(0, end);
                heard = heard.slice(end + 2);
                if (letter !== null && line !== '.') {
                    letter += `${line}\n`;
                } else if (letter !== null) {
                    this.all.push(letter);
                    letter = null;
                    socket.write('250 kept\r\n');
                } else if (line.toUpperCase() === 'DATA') {
                    letter = '';
                    socket.write('354 go on\r\n');
                } else {
                    socket.write(line.toUpperCase() === 'QUIT' ? '221 bye\r\n' : '250 yes\r\n');
                }
            }
        });
    }

    // The first letter that says something.
    find(words) {
        return until(`a letter says ${words}`, async () => this.all.find((letter) => words.test(letter)));
    }

    close() {
        this.server.close();
    }
}

module.exports = {Letters};
