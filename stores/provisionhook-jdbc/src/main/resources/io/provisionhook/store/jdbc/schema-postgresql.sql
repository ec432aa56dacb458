create table if not exists provisionhook_workspace (
	id varchar(255) collate "C" not null primary key,
	name text not null,
	request text not null,
	state varchar(32) not null,
	last_sample_error text,
	exit_code integer,
	report text,
	created_at timestamp(6) not null,
	updated_at timestamp(6) not null,
	generation bigint not null,
	version bigint not null
);

create index if not exists provisionhook_workspace_state on provisionhook_workspace (state, updated_at);

create index if not exists provisionhook_workspace_created on provisionhook_workspace (created_at, id);

create table if not exists provisionhook_provisioning (
	workspace_id varchar(255) collate "C" not null,
	generation bigint not null,
	ended_at timestamp(6) not null,
	outcome varchar(32) not null,
	failed_mutator varchar(2000),
	tenant varchar(2000),
	template varchar(2000),
	error text,
	report text,
	primary key (workspace_id, generation, ended_at)
);

create index if not exists provisionhook_provisioning_ended on provisionhook_provisioning (ended_at);
