// `npm run test:real [-- filter]`: the suites of stores on a PostgreSQL server of Debian, the suites of Kubernetes on stock components.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled } from './install.mjs';
import { findNode, nodeFlags, root, runToEnd, toolEnv } from './node.mjs';
import { Problem } from './output.mjs';
import { runSuites } from './test.mjs';
