"""`videowall check`, `new` and `schema`: what needs no running wall."""

from __future__ import annotations

import json
from pathlib import Path

import click

from wall.cli.reaching import json_option, programs_of, say_json, write_file


@click.command()
@click.argument("site", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def check(context: click.Context, site: Path, as_json: bool) -> None:
    """Say every problem of a site's files, with its place and what is allowed.

    The exit code is 1 if there is one. Warnings are told, and let a site run.

    \b
    Example:  videowall check layouts/social-hub
    """
    from wall.sitefile.reading import WALL_FILE, read_site

    if not site.is_dir():
        raise click.UsageError(f"{site} is no folder; a site is a folder with {WALL_FILE}")
    programs = programs_of(context)
    read = read_site(site, programs.kinds(), programs.source_kinds())
    if as_json:
        say_json(read.problems)
    else:
        for problem in read.problems:
            click.echo(str(problem))
    wrong = sum(problem.is_to_be_mended for problem in read.problems)
    if read.site is None or wrong:
        if not as_json:
            click.echo(_count(wrong, runs=read.site is not None), err=True)
        context.exit(1)
    if not as_json:
        walls = ", ".join(f"'{wall.name}' ({len(wall.screens)})" for wall in read.site.walls)
        layouts = len(read.site.layouts)
        click.echo(f"{site} is fine: walls with screens {walls}; layouts: {layouts}", err=True)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_context
def new(context: click.Context, folder: Path) -> None:
    """Make a working, commented site in a new folder.

    \b
    Example:  videowall new my-site && videowall run my-site --preview
    """
    made = programs_of(context).new_site(folder)
    for path in made:
        click.echo(f"wrote {path}")
    click.echo(f"open it with: videowall run {folder} --preview")


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.pass_context
def schema(context: click.Context, folder: Path | None) -> None:
    """JSON Schemas of the site files, for editors. With DIR one file each is written there.

    \b
    Example:  videowall schema .vscode
    """
    schemas = programs_of(context).schemas()
    if folder is None:
        click.echo(json.dumps(schemas, indent=2, ensure_ascii=False))
        return
    if not folder.is_dir():
        raise click.UsageError(f"{folder} is no folder; make it first")
    for name, content in schemas.items():
        path = folder / f"{name}.schema.json"
        text = json.dumps(content, indent=2, ensure_ascii=False)
        write_file(path, f"{text}\n".encode())
        click.echo(f"wrote {path}")


def _count(problems: int, *, runs: bool) -> str:
    so = "the site runs with placeholders" if runs else "the site does not run like this"
    return f"{problems} problem{'s' if problems != 1 else ''}; {so}"
