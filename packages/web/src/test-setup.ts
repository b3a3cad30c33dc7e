/** The tests of the console wait as long as all others: a second is over before a busy machine has rendered. */
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 15_000 });
