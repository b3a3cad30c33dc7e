import type { SystemTemplate } from './system-template.ts';

export const hello: SystemTemplate = {
  name: 'hello',
  displayName: 'Hello',
  description: 'A small web server in Node.js that greets, says where it runs, logs each request and stops gracefully.',
  category: 'web',
  image: 'node:24-alpine',
  containerPort: 8080,
  healthCheckPath: '/healthz',
  envVars: [
    {
      name: 'GREETING',
      label: 'Greeting',
      description: 'What the page says.',
      type: 'string',
      default: 'Hello from Moorage',
      required: true,
      maxLength: 200,
    },
  ],
  spec: String.raw`services:
  - name: web
    image: node:24-alpine
    command:
      - node
      - -e
      - |
        const http = require('node:http');
        const os = require('node:os');
        const greeting = process.env.GREETING || 'Hello';
        const startedAt = new Date().toISOString();
        const log = (fields) => console.log(JSON.stringify({ at: new Date().toISOString(), ...fields }));
        const escape = (text) => text.replace(/[&<>"]/g, (c) => '&#' + c.charCodeAt(0) + ';');
        let stopping = false;
        const page = () => [
          '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>' + escape(greeting) + '</title>',
          '<meta name="viewport" content="width=device-width,initial-scale=1">',
          '<style>body{font:16px/1.6 system-ui;margin:0;min-height:100vh;display:grid;place-content:center;text-align:center}',
          'h1{font-size:3rem;margin:0 1rem}p{color:#667}</style></head><body>',
          '<h1>' + escape(greeting) + '</h1>',
          '<p>' + escape(os.hostname()) + ' &middot; Node.js ' + process.version + ' &middot; since ' + startedAt + '</p>',
          '</body></html>',
        ].join('\n');
        const server = http.createServer((request, response) => {
          const path = request.url.split('?')[0];
          if (stopping) response.setHeader('connection', 'close');
          if (path === '/healthz') return response.end('ok\n');
          const status = path === '/' ? 200 : 404;
          response.writeHead(status, { 'content-type': status === 200 ? 'text/html; charset=utf-8' : 'text/plain' });
          response.end(status === 200 ? page() : 'not found\n');
          log({ level: 'info', message: 'request', method: request.method, path, status });
        });
        server.listen(Number(process.env.PORT || 8080), process.env.POD_IP || '0.0.0.0', () => {
          log({ level: 'info', message: 'listening', greeting, version: process.version });
        });
        process.on('SIGTERM', () => {
          log({ level: 'info', message: 'stopping' });
          stopping = true;
          setTimeout(() => {
            server.close(() => process.exit(0));
            server.closeIdleConnections();
          }, 1500);
        });
    ports:
      - name: http
        containerPort: 8080
    resources:
      requests: { cpu: 50m, memory: 64Mi }
      limits: { cpu: 500m, memory: 256Mi }
    readinessProbe: { path: /healthz, periodSeconds: 1, failureThreshold: 3 }
    livenessProbe: { path: /healthz, periodSeconds: 10, failureThreshold: 3 }
    terminationGracePeriodSeconds: 10
ingresses:
  - { id: web, name: web, service: web, port: 8080 }
`,
};
