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
	version bigint not null,
	owner varchar(255),
	location varchar(255) default '' not null,
	wanted varchar(32),
	changed_at bigint default 0 not null
);

create index if not exists provisionhook_workspace_state on provisionhook_workspace (state, updated_at);

create index if not exists provisionhook_workspace_created on provisionhook_workspace (created_at, id);

create index if not exists provisionhook_workspace_owner on provisionhook_workspace (owner, state);

create index if not exists provisionhook_workspace_wanted on provisionhook_workspace (wanted);

create index if not exists provisionhook_workspace_changed on provisionhook_workspace (changed_at);

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

create table if not exists provisionhook_instance (
	id varchar(255) collate "C" not null primary key,
	location varchar(255) not null,
	machine varchar(255) not null,
	pid bigint not null,
	start_time bigint not null,
	leaving boolean not null,
	renewed_at bigint not null,
	lease_until bigint not null,
	details text not null
);
