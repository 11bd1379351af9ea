<?php

use Illuminate\Http\Request;

const TABLE = 'users';

function plain(PDO $db, mysqli $link)
{
    $name = $_GET['name'];
    // ruleid: php-sql-injection-request, php-sql-string-building
    $db->query("SELECT * FROM users WHERE name = '$name'");
    // ruleid: php-sql-injection-request, php-sql-string-building
    mysqli_query($link, "SELECT * FROM users WHERE name = '" . $_POST['name'] . "'");
    $sql = 'SELECT * FROM users WHERE id = ' . $_REQUEST['id'];
    // ruleid: php-sql-injection-request, php-sql-string-building
    $link->multi_query($sql);
    // ruleid: php-sql-injection-request, php-sql-string-building
    pg_query($link, sprintf("SELECT * FROM users WHERE name = '%s'", $_COOKIE['name']));
    // ok: php-sql-injection-request, php-sql-string-building
    $db->query('SELECT * FROM users WHERE id = ' . (int) $_GET['id']);
    // ok: php-sql-injection-request, php-sql-string-building
    $db->query('SELECT * FROM users WHERE id = ' . intval($_GET['id']));
    // ok: php-sql-injection-request, php-sql-string-building
    $db->prepare('SELECT * FROM users WHERE id = ?')->execute([$_GET['id']]);
    // ok: php-sql-injection-request, php-sql-string-building
    mysqli_query($link, "SELECT * FROM users WHERE name = '" . mysqli_real_escape_string($link, $_POST['name']) . "'");
    // ok: php-sql-injection-request, php-sql-string-building
    $db->query('SELECT * FROM users WHERE name = ' . $db->quote($name));
    // ok: php-sql-injection-request, php-sql-string-building
    $db->query('SELECT * FROM ' . TABLE);
    $columns = ['name' => 'users.name', 'age' => 'users.age'];
    // ok: php-sql-injection-request
    $db->query('SELECT * FROM users ORDER BY ' . $columns[$_GET['sort']]);
    // ok: php-sql-injection-request, php-sql-string-building
    $_GET['q'] === 'all' ? $db->query('SELECT 1') : null;
    $sort = $_GET['sort'];
    if (!in_array($sort, ['name', 'age'], true)) {
        exit;
    }
    // ok: php-sql-injection-request
    // ruleid: php-sql-string-building
    $db->query("SELECT * FROM users ORDER BY $sort");
}

class UserController
{
    public function index(Request $request, $id)
    {
        // ruleid: php-sql-injection-request, php-sql-string-building
        DB::select("SELECT * FROM users WHERE name = '" . $request->input('name') . "'");
        // ruleid: php-sql-injection-request
        User::whereRaw("name = '{$request->name}'")->get();
        // ruleid: php-sql-injection-request
        $query->orderByRaw($request->query('sort'));
        // ruleid: php-sql-injection-request
        $query->orderBy($request->sort);
        // ok: php-sql-injection-request, php-sql-string-building
        DB::select('SELECT * FROM users WHERE name = ?', [$request->input('name')]);
        // ok: php-sql-injection-request, php-sql-string-building
        User::where('name', $request->input('name'))->get();
        // ok: php-sql-injection-request, php-sql-string-building
        User::whereRaw('name = ?', [$request->name])->get();
        // ok: php-sql-injection-request
        $request->query($request->input('name'));
        // ruleid: php-sql-string-building
        $em->createQuery("SELECT u FROM User u WHERE u.id = " . $id);
        // ok: php-sql-injection-request, php-sql-string-building
        $em->createQuery('SELECT u FROM User u WHERE u.id = :id')->setParameter('id', $id);
        $column = 'name';
        // ok: php-sql-string-building
        $db->query("SELECT $column FROM users");
    }
}
