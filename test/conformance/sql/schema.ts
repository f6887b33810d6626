// The tables of schema/crdb/dbinit.sql @ 0640bb277d as far as they are modelled: the same keys, unique indexes, enums
// and CHECKs, and the intended state of omicron#8053 and the failure reasons of omicron#10425, in the SQL that
// PostgreSQL and CockroachDB share. Ids are words, as in the model, and times of the model are milliseconds of virtual
// time.

export const SCHEMA: readonly string[] = [
  `CREATE TYPE instance_state AS ENUM ('creating', 'no_vmm', 'vmm', 'failed', 'destroyed')`,
  `CREATE TYPE vmm_state AS ENUM ('creating', 'starting', 'running', 'stopping', 'stopped', 'rebooting', 'migrating',
     'failed', 'destroyed', 'saga_unwound')`,
  `CREATE TYPE migration_state AS ENUM ('pending', 'in_progress', 'completed', 'failed')`,
  `CREATE TYPE instance_auto_restart AS ENUM ('never', 'best_effort')`,
  `CREATE TYPE instance_intended_state AS ENUM ('running', 'stopped', 'destroyed')`,
  `CREATE TYPE saga_state AS ENUM ('running', 'unwinding', 'done')`,
  // The name is the key, as in the model: who made the row tells apart what upstream's UUIDs tell apart.
  `CREATE TABLE instance (
     id TEXT PRIMARY KEY,
     creator TEXT,
     time_deleted TIMESTAMPTZ,
     state instance_state NOT NULL,
     state_generation INT8 NOT NULL,
     active_propolis_id TEXT,
     target_propolis_id TEXT,
     migration_id TEXT,
     time_last_auto_restarted INT8,
     auto_restart_policy instance_auto_restart,
     intended_state instance_intended_state,
     updater_id TEXT,
     updater_gen INT8 NOT NULL DEFAULT 0,
     ncpus INT8 NOT NULL,
     CONSTRAINT vmm_iff_active_propolis CHECK (
       (state = 'vmm' AND active_propolis_id IS NOT NULL) OR (state != 'vmm' AND active_propolis_id IS NULL)
     )
   )`,
  `CREATE TABLE vmm (
     id TEXT PRIMARY KEY,
     time_deleted TIMESTAMPTZ,
     instance_id TEXT NOT NULL,
     sled_id TEXT NOT NULL,
     state vmm_state NOT NULL,
     state_generation INT8 NOT NULL,
     failure_reason TEXT,
     CONSTRAINT failure_reason_iff_failed CHECK ((state = 'failed') = (failure_reason IS NOT NULL))
   )`,
  `CREATE TABLE migration (
     id TEXT PRIMARY KEY,
     time_deleted TIMESTAMPTZ,
     instance_id TEXT NOT NULL,
     source_propolis_id TEXT NOT NULL,
     source_state migration_state NOT NULL,
     source_gen INT8 NOT NULL DEFAULT 1,
     target_propolis_id TEXT NOT NULL,
     target_state migration_state NOT NULL,
     target_gen INT8 NOT NULL DEFAULT 1
   )`,
  `CREATE TABLE sled (id TEXT PRIMARY KEY, time_deleted TIMESTAMPTZ, usable_hardware_threads INT8 NOT NULL)`,
  `CREATE TABLE sled_resource (id TEXT PRIMARY KEY, sled_id TEXT NOT NULL, hardware_threads INT8 NOT NULL)`,
  `CREATE UNIQUE INDEX lookup_resource_by_sled ON sled_resource (sled_id, id)`,
  `CREATE TABLE virtual_provisioning_resource (id TEXT PRIMARY KEY, cpus_provisioned INT8 NOT NULL)`,
  `CREATE TABLE virtual_provisioning_collection (id TEXT PRIMARY KEY, cpus_provisioned INT8 NOT NULL)`,
  `CREATE TABLE saga (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     saga_dag JSONB NOT NULL,
     saga_state saga_state NOT NULL,
     current_sec TEXT NOT NULL
   )`,
  `CREATE UNIQUE INDEX lookup_saga_by_sec ON saga (current_sec, id)`,
  // The model's nodes have names, upstream's have numbers. The order of events stands for their time.
  `CREATE TABLE saga_node_event (
     saga_id TEXT NOT NULL,
     node_id TEXT NOT NULL,
     event_type TEXT NOT NULL,
     event_time INT8 NOT NULL,
     data JSONB,
     PRIMARY KEY (saga_id, node_id, event_type)
   )`,
];
