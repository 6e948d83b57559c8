//! API v4 over HTTP and WebSocket, and the web app files.
