import type { SystemTemplate } from './system-template.ts';

export const webAndApi: SystemTemplate = {
  name: 'web-and-api',
  displayName: 'Web and API',
  description: 'Two services: a page that asks an API inside the deployment. Shows how services find each other.',
  category: 'web',
  image: 'node:24-alpine',
  containerPort: 8080,
  healthCheckPath: '/healthz',
  envVars: [
    {
      name: 'TITLE',
      label: 'Title',
      description: 'Heading of the page.',
      type: 'string',
      default: 'Web and API',
      required: true,
      maxLength: 200,
    },
  ],
  spec: String.raw`services:
  - name: api
    image: node:24-alpine
    command:
      - node
      - -e
      - |
        const http = require('node:http');
        const os = require('node:os');
        let answered = 0;
        const server = http.createServer((request, response) => {
          if (request.url === '/healthz') return response.end('ok\n');
          answered += 1;
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify({ from: os.hostname(), at: new Date().toISOString(), answered }) + '\n');
          console.log(JSON.stringify({ level: 'info', message: 'request', path: request.url, answered }));
        });
        server.listen(8080, process.env.POD_IP || '0.0.0.0', () => console.log('{"level":"info","message":"listening"}'));
        process.on('SIGTERM', () => setTimeout(() => server.close(() => process.exit(0)), 1500));
    ports:
      - name: http
        containerPort: 8080
    resources:
      requests: { cpu: 50m, memory: 64Mi }
      limits: { cpu: 500m, memory: 256Mi }
    readinessProbe: { path: /healthz, periodSeconds: 1, failureThreshold: 3 }
    terminationGracePeriodSeconds: 10
  - name: web
    image: node:24-alpine
    dependsOn: [api]
    command:
      - node
      - -e
      - |
        const http = require('node:http');
        const title = process.env.TITLE || 'Web and API';
        const escape = (text) => text.replace(/[&<>"]/g, (c) => '&#' + c.charCodeAt(0) + ';');
        const server = http.createServer(async (request, response) => {
          if (request.url === '/healthz') return response.end('ok\n');
          let answer;
          try {
            const reply = await fetch(process.env.API_URL, { signal: AbortSignal.timeout(3000) });
            answer = await reply.text();
          } catch (error) {
            response.statusCode = 502;
            answer = 'the api did not answer: ' + (error.cause ? error.cause.message : error.message);
          }
          console.log(JSON.stringify({ level: 'info', message: 'request', path: request.url, status: response.statusCode }));
          response.setHeader('content-type', 'text/html; charset=utf-8');
          response.end('<!doctype html><meta charset="utf-8"><title>' + escape(title) + '</title><h1>' + escape(title) +
            '</h1><p>The API says:</p><pre>' + escape(answer) + '</pre>\n');
        });
        server.listen(8080, process.env.POD_IP || '0.0.0.0', () => console.log('{"level":"info","message":"listening"}'));
        process.on('SIGTERM', () => setTimeout(() => server.close(() => process.exit(0)), 1500));
    ports:
      - name: http
        containerPort: 8080
    resources:
      requests: { cpu: 50m, memory: 64Mi }
      limits: { cpu: 500m, memory: 256Mi }
    readinessProbe: { path: /healthz, periodSeconds: 1, failureThreshold: 3 }
    terminationGracePeriodSeconds: 10
ingresses:
  - { id: web, name: web, service: web, port: 8080 }
`,
};
