<?php

class Files
{
    private const FILES = ['terms' => 'terms.pdf'];

    public function show()
    {
        // ruleid: php-path-traversal
        readfile('uploads/' . $_GET['name']);
        // ruleid: php-path-traversal
        unlink(__DIR__ . "/uploads/{$_POST['name']}");
        // ruleid: php-path-traversal
        $handle = fopen('uploads/' . $_GET['name'], 'rb');
        // ruleid: php-path-traversal
        Storage::get($request->input('path'));
        $path = 'uploads/' . $_GET['name'];
        // ruleid: php-path-traversal
        file_put_contents($path, 'x');
        // ok: php-path-traversal
        readfile('uploads/' . basename($_GET['name']));
        // ok: php-path-traversal
        readfile(self::FILES[$_GET['name']]);
        // ok: php-path-traversal
        readfile('uploads/' . (int) $_GET['id'] . '.pdf');
        // ok: php-path-traversal
        file_put_contents('log.txt', $_GET['name']);
        $real = realpath('uploads/' . $_GET['name']);
        if (!str_starts_with($real, '/srv/uploads/')) {
            exit;
        }
        // ok: php-path-traversal
        readfile($real);
    }

    public function upload($file)
    {
        // ruleid: php-upload-name
        move_uploaded_file($_FILES['file']['tmp_name'], 'uploads/' . $_FILES['file']['name']);
        // ruleid: php-upload-name
        $file->storeAs('uploads', $file->getClientOriginalName());
        // ok: php-upload-name
        move_uploaded_file($_FILES['file']['tmp_name'], 'uploads/' . bin2hex(random_bytes(16)) . '.png');
        // ok: php-upload-name
        $file->storeAs('uploads', 'avatar.png');
        // ruleid: php-insecure-permissions
        chmod('uploads', 0777);
        // ruleid: php-insecure-permissions
        mkdir('uploads', 0777, true);
        // ruleid: php-insecure-permissions
        umask(0);
        // ok: php-insecure-permissions
        chmod('uploads', 0755);
        // ok: php-insecure-permissions
        umask(0022);
        // ruleid: php-insecure-temp-file
        file_put_contents('/tmp/report.csv', $data);
        // ok: php-insecure-temp-file
        file_put_contents(tempnam(sys_get_temp_dir(), 'r'), $data);
        // ok: php-insecure-temp-file
        fopen('/tmp/report.csv', 'r');
    }
}
