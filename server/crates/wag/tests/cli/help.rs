//! What wag says about itself.

use crate::machine::Machine;

/// The commands a help text lists.
fn commands(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| l.starts_with("  "));
    list.filter(|l| !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

fn walk(machine: &Machine, path: &[String], leaves: &mut Vec<String>) {
    let mut args: Vec<&str> = path.iter().map(String::as_str).collect();
    args.push("--help");
    let help = machine.wag(&args).ended(0).out;
    let below = commands(&help);
    let name = path.join(" ");
    if below.is_empty() {
        let example = help.split_once("\nExample").map(|(_, e)| e).unwrap_or_default();
        assert!(example.contains(&format!("  wag {name}")), "`wag {name} --help` has no example:\n{help}");
        leaves.push(name);
        return;
    }
    for command in below {
        walk(machine, &[path, &[command]].concat(), leaves);
    }
}

#[test]
fn every_command_has_help_with_an_example() {
    let mut leaves = Vec::new();
    walk(&Machine::new(), &[], &mut leaves);
    assert!(leaves.len() > 80, "only {} commands were found: {leaves:?}", leaves.len());
    for known in
        ["user create", "team users remove", "permissions role show", "webhook modify-outgoing", "version"]
    {
        assert!(leaves.iter().any(|l| l == known), "{known} is missing from {leaves:?}");
    }
}

#[test]
fn every_shell_gets_a_completion_script_and_an_unknown_one_is_told_the_choices() {
    let machine = Machine::new();
    for (shell, mark) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef wag"),
        ("fish", "complete -c wag"),
        ("powershell", "Register-"),
    ] {
        let script = machine.wag(&["completion", shell]).ended(0);
        assert!(
            script.out.contains(mark) && script.out.contains("delete-sessions"),
            "{shell}: {}",
            script.out
        );
    }
    assert!(machine.wag(&["completion", "tcsh"]).ended(2).err.contains("bash, zsh, fish, powershell"));
}

#[test]
fn bash_finds_the_completions() {
    let machine = Machine::new();
    let script = machine.wag(&["completion", "bash"]).ended(0).out;
    let path = machine.file("wag.bash", &script);
    let ask = format!(
        "source {}; COMP_WORDS=(wag user cr); COMP_CWORD=2; _wag wag cr user; echo ${{COMPREPLY[*]}}",
        path.display()
    );
    let output = std::process::Command::new("bash").args(["-c", &ask]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "create", "{output:?}");
}

#[test]
fn mistakes_on_the_command_line_end_with_2_and_say_what_to_write() {
    let machine = Machine::new();
    for (args, words) in [
        (&["usr"][..], "user"),
        (&["user", "search"][..], "<USER>"),
        (&["user", "convert", "ann"][..], "--bot"),
        (&["user", "list", "--per-page", "500"][..], "--all"),
        (&["team", "modify", "sales"][..], "--private"),
        (&["auth", "login", "chat.example.com"][..], "https://"),
        (&["channel", "users", "remove", "sales:leads"][..], "--all-users"),
        (&["--format", "xml", "team", "list"][..], "json"),
    ] {
        let outcome = machine.wag(args).ended(2);
        assert!(outcome.err.contains(words), "{args:?} should mention `{words}`: {}", outcome.err);
        assert_eq!(outcome.out, "", "{args:?}");
    }
}
