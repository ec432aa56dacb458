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
