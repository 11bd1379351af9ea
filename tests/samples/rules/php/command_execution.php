<?php

function run()
{
    // ruleid: php-command-injection-request, php-shell-string
    system('ping -c 1 ' . $_GET['host']);
    // ruleid: php-command-injection-request, php-shell-string
    $out = shell_exec("nslookup {$_POST['host']}");
    // ruleid: php-command-injection-request
    exec($_REQUEST['command'], $lines);
    $host = $_GET['host'];
    // ruleid: php-command-injection-request, php-shell-string
    echo `ping $host`;
    // ruleid: php-command-injection-request, php-shell-string
    Process::fromShellCommandline('convert ' . request('file'));
    // ok: php-command-injection-request, php-shell-string
    system('ping -c 1 ' . escapeshellarg($_GET['host']));
    // ok: php-command-injection-request, php-shell-string, php-command-parameter
    system('uptime');
    // ok: php-command-injection-request, php-shell-string
    exec('kill ' . (int) $_GET['pid']);
    $process = new Process(['ping', $_GET['host']]);
}

function helper($dir, string $command, int $pid)
{
    // ruleid: php-shell-string
    exec("ls $dir");
    // ruleid: php-command-parameter
    passthru($command);
    $flag = '-l';
    // ok: php-shell-string, php-command-parameter
    exec("ls $flag");
    // ok: php-command-parameter
    exec(escapeshellcmd($command));
    // ok: php-shell-string
    exec('ls ' . escapeshellarg($dir));
}
