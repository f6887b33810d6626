// Runs before every test file. Property tests draw from a fixed seed, so that a change either breaks a test
// or does not; try others by changing the number.

import fc from 'fast-check';

fc.configureGlobal({ seed: 6795 });
