<?php

class Runner
{
    private const PAGES = ['home' => 'home.php', 'about' => 'about.php'];

    public function run($twig, $smarty)
    {
        // ruleid: php-code-injection-request, php-eval-dynamic
        eval($_POST['code']);
        // ruleid: php-code-injection-request, php-eval-dynamic
        eval('return ' . $_GET['expression'] . ';');
        // ruleid: php-code-injection-request
        assert($_GET['check']);
        // ruleid: php-code-injection-request, php-eval-dynamic
        create_function('$a', $_GET['body']);
        // ok: php-code-injection-request, php-eval-dynamic
        eval('return 1 + 1;');
        // ok: php-code-injection-request, php-eval-dynamic
        assert($_GET['a'] === 'b');
        // ok: php-code-injection-request, php-eval-dynamic
        json_decode($_POST['code']);
        // ruleid: php-regex-eval
        preg_replace('/(\w+)/e', 'strtoupper("$1")', $text);
        // ok: php-regex-eval
        preg_replace('/e(\w+)/i', '$1', $text);
        // ok: php-regex-eval
        preg_replace_callback('/(\w+)/', $callback, $text);
        $name = $_GET['name'];
        // ruleid: php-unsafe-reflection
        $name();
        // ruleid: php-unsafe-reflection
        new $name();
        // ruleid: php-unsafe-reflection
        call_user_func($_GET['function'], 1);
        // ruleid: php-unsafe-reflection
        $this->$name();
        // ok: php-unsafe-reflection
        call_user_func('strtolower', $_GET['text']);
        // ok: php-unsafe-reflection
        $this->show($_GET['name']);
        // ok: php-unsafe-reflection
        new Runner($_GET['name']);
        // ruleid: php-variable-overwrite
        extract($_GET);
        // ruleid: php-variable-overwrite
        parse_str($_SERVER['QUERY_STRING']);
        // ok: php-variable-overwrite
        extract($_GET, EXTR_SKIP);
        // ok: php-variable-overwrite
        parse_str($_SERVER['QUERY_STRING'], $fields);
        // ok: php-variable-overwrite
        extract(['a' => 1]);
        // ruleid: php-file-inclusion-request
        include $_GET['page'];
        // ruleid: php-file-inclusion-request
        require_once 'pages/' . $_GET['page'] . '.php';
        // ok: php-file-inclusion-request
        include self::PAGES[$_GET['page']];
        // ok: php-file-inclusion-request
        include 'pages/' . basename($_GET['page']) . '.php';
        // ok: php-file-inclusion-request, php-file-inclusion-parameter
        require __DIR__ . '/home.php';
        // ruleid: php-template-injection
        $twig->createTemplate($_POST['template']);
        // ruleid: php-template-injection
        $smarty->fetch('string:' . $_GET['text']);
        // ok: php-template-injection
        $twig->render('page.html', ['name' => $name]);
        // ok: php-template-injection
        $twig->createTemplate('<h1>{{ name }}</h1>');
        // ruleid: php-regex-request
        preg_match('/' . $_GET['q'] . '/', $text);
        // ok: php-regex-request
        preg_match('/' . preg_quote($_GET['q'], '/') . '/', $text);
        // ok: php-regex-request
        preg_match('/^[a-z]+$/', $_GET['q']);
        // ruleid: php-regex-nested-repeat
        preg_match('/^(a+)+$/', $text);
        // ok: php-regex-nested-repeat
        preg_match('/^[a-z]+$/', $text);
        // ok: php-regex-nested-repeat
        preg_match('/^(ab+c)+$/', $text);
    }

    public function load($page, $code)
    {
        // ruleid: php-file-inclusion-parameter
        include 'pages/' . $page . '.php';
        // ok: php-file-inclusion-parameter
        include 'pages/' . basename($page);
        // ruleid: php-eval-dynamic
        eval($code);
    }
}
