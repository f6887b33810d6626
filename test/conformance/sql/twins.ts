// All twins, by the names of the model's statements.

export * from './twins/accounting.ts';
export * from './twins/instance.ts';
export * from './twins/listings.ts';
export * from './twins/saga.ts';
export * from './twins/updater-lock.ts';
export * from './twins/vmm.ts';
